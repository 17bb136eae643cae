"""The child's end of `child_process`: gives up its rights, then answers requests.

`main` confines the process before it imports the module with the actions, so that
nothing of that runs outside the limits. The process imports no Django, knows no
environment and ends with its parent.
"""

import ctypes
import importlib
import json
import os
import resource
import signal
import struct
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from pdfsum.lib.process import die_with_parent

# Lengths of the JSON and of the payload, in bytes.
HEADER = struct.Struct(">IQ")

_CLONE_NEWUSER = 0x10000000
_CLONE_NEWNET = 0x40000000
_PR_SET_NO_NEW_PRIVS = 38

Action = Callable[..., Any]
Payload = bytes | bytearray | memoryview


@dataclass(frozen=True, slots=True)
class Limits:
    """`memory_mb` is address space, not memory in use.

    `files` open at once; `threads` allows threads and processes.
    """

    memory_mb: int
    cpu_seconds: int
    files: int = 64
    threads: bool = False

    def as_argument(self) -> str:
        return json.dumps(asdict(self))


class RefusedError(Exception):
    """An answer other than a result: `error` names it, `detail` is a number or word."""

    def __init__(self, error: str, detail: int | str = 0) -> None:
        super().__init__(error)
        self.error = error
        self.detail = detail


class Answer(NamedTuple):
    """What an action returns that has bytes to send beside its result."""

    result: Any
    payload: Payload


class Stream(NamedTuple):
    """What an action returns that sends bytes in parts: `send` is given the way."""

    send: Callable[[Callable[[bytes], None]], None]


def confine(limits: Limits) -> None:
    """Give up what the work does not need, as far as this kernel can take it away."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _leave_network()
    if not limits.threads:
        _limit("RLIMIT_NPROC", 0)
    _limit("RLIMIT_AS", limits.memory_mb * 1024**2)
    # At the soft limit comes SIGXCPU, which the parent can tell from a kill.
    _limit("RLIMIT_CPU", limits.cpu_seconds, limits.cpu_seconds + 1)
    _limit("RLIMIT_NOFILE", limits.files)
    _limit("RLIMIT_FSIZE", 0)
    _limit("RLIMIT_CORE", 0)
    # Last: the kernel forgets it when the namespace changes.
    die_with_parent(signal.SIGKILL)


def _leave_network() -> None:
    """A network of its own without devices, and no rights by way of programs."""
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # Who is not root needs a user namespace for that, which some kernels and containers
    # forbid: then the network stays.
    libc.unshare(_CLONE_NEWNET | (0 if os.geteuid() == 0 else _CLONE_NEWUSER))


def _limit(name: str, soft: int, hard: int | None = None) -> None:
    kind = getattr(resource, name)
    hard = soft if hard is None else hard
    _, highest = resource.getrlimit(kind)
    if highest != resource.RLIM_INFINITY:
        soft, hard = min(soft, highest), min(hard, highest)
    try:
        resource.setrlimit(kind, (soft, hard))
    except (ValueError, OSError):
        # macOS knows no limit of address space.
        return


def serve(actions: Mapping[str, Action], requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent closes its end."""
    while header := requests.read(HEADER.size):
        length, payload_length = HEADER.unpack(header)
        message = json.loads(requests.read(length))
        if payload_length:
            message["payload"] = requests.read(payload_length)
        request, action = message.pop("id"), actions[message.pop("do")]
        send = partial(_send, replies, request)
        try:
            made = action(**message)
            if isinstance(made, Stream):
                made.send(partial(send, {"part": True}))
                made = None
        except RefusedError as exc:
            send({"error": exc.error, "detail": exc.detail})
        except MemoryError:
            send({"error": "memory"})
        except Exception as exc:
            # The outermost loop: a fault of ours costs one answer.
            send({"error": "exception", "detail": _place(exc)})
        else:
            answer = made if isinstance(made, Answer) else Answer(made, b"")
            send({"result": answer.result}, answer.payload)


def _send(
    replies: BinaryIO,
    request: int,
    values: dict[str, Any],
    payload: Payload = b"",
) -> None:
    body = json.dumps({"id": request, **values}).encode()
    replies.write(HEADER.pack(len(body), len(payload)) + body)
    replies.write(payload)
    replies.flush()


def _place(error: Exception) -> str:
    """Its kind and where it arose. Its message may quote the document."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} at {Path(place.filename).name}:{place.lineno}"


def main() -> None:
    # Whatever a library reads or prints must not get between the messages.
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    os.close(nothing)
    module, limits = sys.argv[1:]
    confine(Limits(**json.loads(limits)))
    actions: Callable[[], Mapping[str, Action]] = importlib.import_module(
        module
    ).actions
    serve(actions(), requests, replies)
