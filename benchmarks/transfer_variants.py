"""Ways to move a large file between a disk and an ASGI connection, side by side.

Each runs in a uvicorn process of its own, with nothing else around it. What counts is
the processor time that a gigabyte costs, and how long the event loop is held up: both
hold on a busy machine, unlike megabytes a second.
Usage: python -m benchmarks.transfer_variants [--megabytes 200] [--runs 3] [--json]
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import psutil
import requests
from asgiref.sync import sync_to_async

from tests import serving

# Tests are not typed.
FREE_PORT: Any = serving.free_port
KB, MB = 1024, 1024 * 1024
FILE_VARIABLE = "PDFSUM_BENCHMARK_FILE"
# How often the loop asks itself whether it is on time.
TICK = 0.005
DOWNLOADS = {
    "blocking, 256 kB": ("blocking", 256 * KB, 64 * KB),
    "aiofiles, 64 kB": ("aiofiles", 64 * KB, 64 * KB),
    "aiofiles, 256 kB": ("aiofiles", 256 * KB, 64 * KB),
    "sync_to_async, 256 kB": ("sync_to_async", 256 * KB, 64 * KB),
    "sync_to_async, 256 kB sent whole": ("sync_to_async", 256 * KB, 256 * KB),
    "to_thread, 256 kB": ("to_thread", 256 * KB, 64 * KB),
    "to_thread, 256 kB sent whole": ("to_thread", 256 * KB, 256 * KB),
    "to_thread, 1 MB": ("to_thread", MB, 64 * KB),
    "to_thread, 1 MB sent whole": ("to_thread", MB, MB),
}
UPLOADS = {
    "blocking, each message": ("blocking", 0),
    "aiofiles, each message": ("aiofiles", 0),
    "aiofiles, 1 MB": ("aiofiles", MB),
    "sync_to_async, each message": ("sync_to_async", 0),
    "to_thread, 256 kB": ("to_thread", 256 * KB),
    "to_thread, 1 MB": ("to_thread", MB),
}

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Call = Callable[..., Awaitable[Any]]

_late = [0.0]


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """What the measured process serves: /down/NAME, /up/NAME and /late."""
    if scope["type"] == "lifespan":
        return
    what, _, name = scope["path"].strip("/").partition("/")
    if what == "down":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        async for chunk in _read(*DOWNLOADS[name]):
            await send(_body(chunk, more=True))
        await send(_body(b""))
    elif what == "up":
        await _write(receive, *UPLOADS[name])
        await _answer(send, b"")
    else:
        _clock.setdefault("task", asyncio.create_task(_watch_loop()))
        worst, _late[0] = _late[0], 0.0
        await _answer(send, json.dumps(worst).encode())


_clock: dict[str, Any] = {}


async def _watch_loop() -> None:
    while True:
        due = time.perf_counter() + TICK
        await asyncio.sleep(TICK)
        _late[0] = max(_late[0], time.perf_counter() - due)


async def _answer(send: Send, content: bytes) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send(_body(content))


def _body(chunk: bytes, *, more: bool = False) -> Message:
    return {"type": "http.response.body", "body": chunk, "more_body": more}


async def _read(way: str, chunk_size: int, sent: int) -> AsyncIterator[bytes]:
    _, read, close = await _open(os.environ[FILE_VARIABLE], "rb", way, "read")
    try:
        while chunk := await read(chunk_size):
            for start in range(0, len(chunk), sent):
                yield chunk[start : start + sent]
    finally:
        await close()


async def _write(receive: Receive, way: str, batch: int) -> None:
    name = f"{os.environ[FILE_VARIABLE]}.upload"
    _, write, close = await _open(name, "wb", way, "write")
    more, parts, size = True, list[bytes](), 0
    try:
        while more:
            message = await receive()
            parts.append(message.get("body", b""))
            size += len(parts[-1])
            more = message.get("more_body", False)
            if size > batch or not more:
                await write(b"".join(parts))
                parts, size = [], 0
    finally:
        await close()


async def _open(name: str, mode: str, way: str, verb: str) -> tuple[Any, Call, Call]:
    if way == "aiofiles":
        opened = await import_module("aiofiles").open(name, mode)
        return opened, getattr(opened, verb), opened.close
    file: IO[bytes] = Path(name).open(mode)  # noqa: SIM115
    wrap = {"blocking": _blocking, "sync_to_async": _hop, "to_thread": _thread}[way]
    return file, wrap(getattr(file, verb)), _blocking(file.close)


def _blocking(call: Callable[..., Any]) -> Call:
    async def run(*arguments: Any) -> Any:
        return call(*arguments)

    return run


def _hop(call: Callable[..., Any]) -> Call:
    return sync_to_async(call, thread_sensitive=False)


def _thread(call: Callable[..., Any]) -> Call:
    async def run(*arguments: Any) -> Any:
        return await asyncio.to_thread(call, *arguments)

    return run


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pdfsum-benchmark-") as folder:
        file = Path(folder) / "large"
        file.write_bytes(os.urandom(MB) * options.megabytes)
        ways = [("down", name) for name in DOWNLOADS] + [
            ("up", name) for name in UPLOADS
        ]
        measured = {
            f"{what} {name}": _measure(what, name, file, options.runs)
            for what, name in ways
            if "aiofiles" not in name or find_spec("aiofiles")
        }
    for way, row in measured.items():
        print(
            f"{way:<40}{row['megabytes_a_second']:8.0f} MB/s"
            f"{row['cpu_a_gigabyte']:8.2f} s/GB{row['late'] * 1000:8.0f} ms late"
            f"{row['memory'] / MB:8.1f} MB"
        )
    if options.json:
        print(json.dumps(measured))


def _measure(what: str, name: str, file: Path, runs: int) -> dict[str, float]:
    port = FREE_PORT()
    arguments = ["-m", "uvicorn", f"{__spec__.name}:app", "--port", str(port)]
    server = subprocess.Popen(
        [sys.executable, *arguments, "--log-level", "error", "--lifespan", "off"],
        env=os.environ | {FILE_VARIABLE: str(file)},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        _wait_for(url)
        process = psutil.Process(server.pid)
        _move(url, what, name, file)
        rows = [_one(url, what, name, file, process) for _ in range(runs)]
    finally:
        server.terminate()
        server.wait()
    return {key: statistics.median(row[key] for row in rows) for key in rows[0]}


def _one(
    url: str, what: str, name: str, file: Path, process: psutil.Process
) -> dict[str, float]:
    requests.get(f"{url}/late", timeout=30)
    idle, before, start = process.memory_info().rss, process.cpu_times(), time.time()
    _move(url, what, name, file)
    seconds, after = time.time() - start, process.cpu_times()
    size = file.stat().st_size
    cpu = after.user + after.system - before.user - before.system
    return {
        "megabytes_a_second": size / MB / seconds,
        "cpu_a_gigabyte": cpu / size * MB * 1024,
        "late": requests.get(f"{url}/late", timeout=30).json(),
        "memory": process.memory_info().rss - idle,
    }


def _move(url: str, what: str, name: str, file: Path) -> None:
    if what == "up":
        with file.open("rb") as body:
            requests.post(f"{url}/up/{name}", data=body, timeout=300)
        return
    with requests.get(f"{url}/down/{name}", stream=True, timeout=300) as response:
        for _ in response.iter_content(MB):
            pass


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            requests.get(f"{url}/late", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("The server did not start.")


if __name__ == "__main__":
    main()
