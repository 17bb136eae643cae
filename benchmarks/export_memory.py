"""Memory and time of an NDJSON export of 200,000 documents through a real `serve`.

Memory is the PSS of all web processes, summed, looked at twenty times a second, above
what they held after a first export of one library. Floor: COPY of the same columns
through psycopg alone, written to nowhere.
Usage: python -m benchmarks.export_memory [--documents 200000] [--runs 3] [--json]
"""

import argparse
import json
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil
import psycopg
import requests

from benchmarks.instance import Instance, running
from benchmarks.lists import MEMBER, key_of, seed
from pdfsum.lib.embedded import read_addresses

INTERVAL = 0.05
MEGABYTE = 1024 * 1024
CHUNK = 1 << 16
PROMISE_MB = 50
# The embedding model is loaded by then.
WARM_UP = 5
EXPORT_SECONDS = 1800
COLUMNS = (
    "document.id, title, authors, document_date, doi, fact_sources, filename, "
    "document.size, file_hash, page_count, document.word_count, language, "
    "document.status, error_code, document.error_detail, warnings, library_id, "
    "folder_id, document.created_at, updated_at, processed_at, summary.text"
)
COPY = f"""
COPY (
    SELECT {COLUMNS} FROM library_document AS document LEFT JOIN LATERAL (
        SELECT text FROM library_summary
        WHERE document_id = document.id ORDER BY id DESC LIMIT 1
    ) AS summary ON true
    WHERE trashed_at IS NULL AND replaces_id IS NULL
) TO STDOUT
"""  # noqa: S608 - no value is part of it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=200_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with running() as instance:
        seed(instance, options.documents)
        measured = _measure(instance, key_of(instance, MEMBER), options.runs)
    _print_table(measured)
    if options.json:
        print(json.dumps(measured))


def _measure(instance: Instance, key: str, runs: int) -> dict[str, Any]:
    time.sleep(WARM_UP)
    session = requests.Session()
    session.headers["Authorization"] = f"Bearer {key}"
    url = f"{instance.url}/api/v1/documents"
    library = session.get(url, params={"fields": "library", "limit": "1"}, timeout=60)
    [first] = library.json()["results"]
    _export(session, f"{url}/export", library=first["library"])
    idle = _memory(instance)
    done = []
    for _ in range(runs):
        with _watched(instance) as peak:
            start = time.perf_counter()
            documents, size = _export(session, f"{url}/export")
            seconds = time.perf_counter() - start
        done.append({"seconds": seconds, "peak": peak[0], "floor": _copy(instance)})
    seconds = statistics.median(run["seconds"] for run in done)
    return {
        "documents": documents,
        "megabytes": size / MEGABYTE,
        "idle": idle,
        "above_idle": max(run["peak"] for run in done) - idle,
        "seconds": seconds,
        "documents_per_second": documents / seconds,
        "floor_copy_seconds": statistics.median(run["floor"] for run in done),
    }


def _export(session: requests.Session, url: str, **query: str) -> tuple[int, int]:
    """How many lines and bytes came. Nothing is kept."""
    lines = size = 0
    with session.get(url, params=query, stream=True, timeout=EXPORT_SECONDS) as answer:
        answer.raise_for_status()
        for chunk in answer.iter_content(CHUNK):
            lines += chunk.count(b"\n")
            size += len(chunk)
    return lines, size


def _copy(instance: Instance) -> float:
    addresses = read_addresses(instance.data)
    if addresses is None:
        raise SystemExit(f"The program has ended:\n{instance.log}")
    start = time.perf_counter()
    with psycopg.connect(addresses.database_url) as connection:
        cursor = connection.cursor()
        with cursor.copy(COPY) as rows:
            for _ in rows:
                pass
    return time.perf_counter() - start


@contextmanager
def _watched(instance: Instance) -> Iterator[list[float]]:
    """A list of one number: the highest memory so far, in MB."""
    peak = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(INTERVAL):
            peak[0] = max(peak[0], _memory(instance))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _memory(instance: Instance) -> float:
    """PSS of the web server's processes, in MB."""
    total = 0
    for process in _web_processes(instance):
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / MEGABYTE


def _web_processes(instance: Instance) -> set[psutil.Process]:
    found: set[psutil.Process] = set()
    for process in instance.processes():
        with suppress(psutil.NoSuchProcess):
            if "uvicorn" in " ".join(process.cmdline()):
                found |= {process, *process.children(recursive=True)}
    return found


def _print_table(measured: dict[str, Any]) -> None:
    print("{documents} documents, {megabytes:.0f} MB of NDJSON".format(**measured))
    print("memory with nothing to do   {idle:8.0f} MB".format(**measured))
    print(
        f"above it, at most           {measured['above_idle']:8.1f} MB "
        f"(promise: {PROMISE_MB})"
    )
    print(
        "seconds                     {seconds:8.1f} "
        "({documents_per_second:.0f} documents/s)".format(**measured)
    )
    print("floor: COPY through psycopg {floor_copy_seconds:8.1f} s".format(**measured))


if __name__ == "__main__":
    main()
