"""A child for tests: each action tries what a confined process must not."""

import os
import resource
import socket
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from pdfsum.engines.child_server import Action, Answer, RefusedError, Stream


def echo(*, text: str = "", payload: bytes = b"") -> Answer:
    return Answer(text, payload)


def refuse(*, error: str) -> None:
    raise RefusedError(error, 7)


def blunder(*, text: str) -> None:
    raise ValueError(text)


def connect(*, port: int) -> str:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except OSError as exc:
        return type(exc).__name__
    return "connected"


def write(*, path: str) -> str:
    try:
        Path(path).write_bytes(b"something")
    except OSError as exc:
        return exc.strerror or ""
    return "written"


def eat_memory() -> int:
    return len(bytearray(2 * 1024**3))


def spin() -> None:
    while True:
        pass


def count_parts(*, parts: int) -> Stream:
    def send(write: Callable[[bytes], None]) -> None:
        for number in range(parts):
            write(b"%d" % number)

    return Stream(send)


def open_many() -> str:
    """Ends for good: the numbers of files it took stay taken."""
    try:
        for _ in range(1000):
            os.open(os.devnull, os.O_RDONLY)
    except OSError as exc:
        return exc.strerror or ""
    return "opened"


def look_around() -> dict[str, object]:
    """What the process inherited, and which limits hold."""
    numbers = [int(name) for name in os.listdir("/proc/self/fd")]  # noqa: PTH208
    return {
        "environment": dict(os.environ),
        "files": [
            os.readlink(f"/proc/self/fd/{number}")  # noqa: PTH115
            for number in numbers
            if Path(f"/proc/self/fd/{number}").is_symlink()
        ],
        "modules": sorted(sys.modules),
        "core": resource.getrlimit(resource.RLIMIT_CORE),
        "status": Path("/proc/self/status").read_text(),
    }


def babble() -> str:
    """Prints as libraries do, from Python and from below it."""
    print("Loading the model...", flush=True)  # noqa: T201
    os.write(1, b"more\n")
    return "said"


def misanswer() -> None:
    """Bytes that are no reply, straight into the pipe to the parent."""
    for number in range(3, 10):
        try:
            os.write(number, b"\xff" * 64)
        except OSError:
            continue


def actions() -> Mapping[str, Action]:
    found = [echo, refuse, blunder, connect, write, eat_memory, spin, open_many]
    found += [count_parts, look_around, babble, misanswer]
    return {action.__name__: action for action in found}
