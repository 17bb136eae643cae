"""Large files through a real `manage.py serve`, up and down, beside a floor.

Memory is what the web processes hold at their peak, sampled every 20 ms, above what
they held before the first transfer. The floors are a copy of the same file on the same
disk, with its `fsync`, and the same bytes through a socket of this machine; both run in
the same minute.
Usage: python -m benchmarks.transfer [--megabytes 200] [--runs 3] [--json]
"""

import argparse
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psutil
import requests

from tests import serving

# Tests are not typed.
SERVE: Any = serving.Serve

MB = 1024 * 1024
SAMPLE = 0.02
# Between two small requests that run beside a transfer.
PAUSE = 0.02
# The embedding model is loaded by then.
WARM_UP = 5
EMAIL = "benchmark@example.org"


class Site:
    """A running program with one user, who has an API key."""

    def __init__(self, folder: Path, limit: int) -> None:
        os.environ["PDFSUM_MAX_UPLOAD_MB"] = str(limit)
        self.serve = SERVE(folder)
        self.session = requests.Session()

    def start(self) -> None:
        self.serve.start()
        os.environ["PDFSUM_PASSWORD"] = "correct horse battery"  # noqa: S105
        self._manage("create_user", EMAIL)
        key = self._manage("create_api_key", EMAIL, "--name", "benchmark")
        self.session.headers["Authorization"] = f"Bearer {key.splitlines()[-1]}"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.serve.port}"

    def upload(self, path: Path) -> str:
        """The body is made while it is sent: this process stays small and quick."""
        with path.open("rb") as file:
            answer = self.session.post(
                f"{self.url}/api/v1/documents",
                data=_Form(file, path.stat().st_size),
                headers={"Content-Type": "multipart/form-data; boundary=benchmark"},
                timeout=300,
            )
        answer.raise_for_status()
        return str(answer.json()["id"])

    def download(self, pk: str) -> int:
        url = f"{self.url}/api/v1/documents/{pk}/file"
        with self.session.get(url, stream=True, timeout=300) as answer:
            answer.raise_for_status()
            return sum(map(len, answer.iter_content(MB)))

    def web_processes(self) -> list[psutil.Process]:
        parents = [p for p, command in self.serve.processes() if "uvicorn" in command]
        found = {psutil.Process(pid) for pid in parents}
        for process in list(found):
            found |= set(process.children(recursive=True))
        return list(found)

    def _manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=serving.PROJECT,
            env=self.serve.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            check=True,
        )
        return str(done.stdout)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="pdfsum-benchmark-") as name:
        site = Site(Path(name), options.megabytes + 1)
        try:
            site.start()
            measured = _measure(site, Path(name), options.megabytes, options.runs)
        finally:
            site.serve.stop()
    _print_table(measured)
    if options.json:
        print(json.dumps(measured))


def _measure(site: Site, folder: Path, megabytes: int, runs: int) -> dict[str, Any]:
    file = folder / "large.pdf"
    _write(file, megabytes)
    _small_requests(site, lambda: time.sleep(WARM_UP))
    idle = _memory(site.web_processes())
    pk = site.upload(file)
    site.download(pk)
    rows: dict[str, list[dict[str, float]]] = {"upload": [], "download": []}
    floors: dict[str, list[float]] = {"copy": [], "socket": []}
    for _ in range(runs):
        _write(file, megabytes)
        rows["upload"].append(
            _watched(site, idle, megabytes, lambda: site.upload(file))
        )
        rows["download"].append(
            _watched(site, idle, megabytes, lambda: site.download(pk))
        )
        floors["copy"].append(megabytes / _seconds(lambda: _copy(file)))
        floors["socket"].append(megabytes / _seconds(lambda: _through_socket(file)))
    return {
        "megabytes": megabytes,
        **{
            what: {
                key: statistics.median(row[key] for row in found) for key in found[0]
            }
            for what, found in rows.items()
        },
        "floor": {name: statistics.median(found) for name, found in floors.items()},
        "alone": _latencies(_small_requests(site, lambda: time.sleep(2))),
    }


def _watched(
    site: Site, idle: int, megabytes: int, transfer: Callable[[], object]
) -> dict[str, float]:
    processes = site.web_processes()
    cpu = _cpu(processes)
    seconds = [0.0]
    with _peak_of(processes) as peak:
        times = _small_requests(site, lambda: seconds.append(_seconds(transfer)))
    return {
        "megabytes_a_second": megabytes / seconds[-1],
        "megabytes_of_memory": (peak[0] - idle) / MB,
        "cpu_seconds": _cpu(processes) - cpu,
        **_latencies(times),
    }


def _small_requests(site: Site, work: Callable[[], object]) -> list[float]:
    """Seconds that each of the requests took that ran beside the work."""
    times, over = list[float](), threading.Event()

    def ask() -> None:
        with requests.Session() as session:
            while not over.wait(PAUSE):
                started = time.perf_counter()
                session.get(f"{site.url}/health/live", timeout=60)
                times.append(time.perf_counter() - started)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        work()
    finally:
        over.set()
        asking.join()
    return times


def _latencies(times: list[float]) -> dict[str, float]:
    return {"median_ms": statistics.median(times) * 1000, "worst_ms": max(times) * 1000}


@contextmanager
def _peak_of(processes: list[psutil.Process]) -> Iterator[list[int]]:
    peak, over = [0], threading.Event()

    def sample() -> None:
        while not over.wait(SAMPLE):
            peak[0] = max(peak[0], _memory(processes))

    sampling = threading.Thread(target=sample)
    sampling.start()
    try:
        yield peak
    finally:
        over.set()
        sampling.join()


def _memory(processes: list[psutil.Process]) -> int:
    return sum(process.memory_info().rss for process in processes)


def _cpu(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


class _Form:
    """A form with one file, as an iterator that knows its length."""

    head = (
        b'--benchmark\r\nContent-Disposition: form-data; name="file"; '
        b'filename="large.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
    )
    tail = b"\r\n--benchmark--\r\n"

    def __init__(self, file: IO[bytes], size: int) -> None:
        self._file, self._size = file, size

    def __len__(self) -> int:
        return len(self.head) + self._size + len(self.tail)

    def __iter__(self) -> Iterator[bytes]:
        yield self.head
        while chunk := self._file.read(MB):
            yield chunk
        yield self.tail


def _write(path: Path, megabytes: int) -> None:
    """Other bytes each time, so that no upload is a duplicate."""
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        for _ in range(megabytes - 1):
            file.write(os.urandom(MB))


def _copy(path: Path) -> None:
    target = path.with_name("copy.pdf")
    shutil.copyfile(path, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())
    target.unlink()


def _through_socket(path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        sending = threading.Thread(target=_send, args=(path, server.getsockname()))
        sending.start()
        connection, _ = server.accept()
        with connection:
            while connection.recv(MB):
                pass
        sending.join()


def _send(path: Path, address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection, path.open("rb") as file:
        while chunk := file.read(MB):
            connection.sendall(chunk)


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _print_table(measured: dict[str, Any]) -> None:
    for what in ("upload", "download"):
        print(
            "{0:<10}{megabytes_a_second:7.0f} MB/s, {megabytes_of_memory:.1f} MB of "
            "memory, {cpu_seconds:.2f} s of processor time; a small request beside it "
            "{median_ms:.0f} ms, at worst {worst_ms:.0f} ms".format(
                what, **measured[what]
            )
        )
    alone = "alone     a small request {median_ms:.0f} ms, at worst {worst_ms:.0f} ms"
    print(alone.format(**measured["alone"]))
    for name, speed in measured["floor"].items():
        print(f"floor: {name:<8}{speed:7.0f} MB/s")


if __name__ == "__main__":
    main()
