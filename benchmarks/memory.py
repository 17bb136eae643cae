"""How much memory a worker needs for PDFs of 10, 100 and 1,000 pages.

The figure is the proportional set size (PSS: shared pages are divided among those who
share them) of the worker, its pool process and every child of them, summed, looked at
twenty times a second by psutil; the highest sum counts. Each PDF has a worker of its
own. Floor: that worker after a PDF of one page, its model loaded, with nothing to do.
Usage: python -m benchmarks.memory [--pages 10 100 1000] [--runs 1] [--json]
"""

import argparse
import json
import statistics
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import psutil

from benchmarks.environment import installation, worker
from benchmarks.processing import process_document
from tests.pdfs import make_paragraphs, text_pdf

INTERVAL = 0.05
WORDS_PER_PAGE = 500
MEGABYTE = 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, nargs="+", default=[10, 100, 1000])
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    with installation():
        rows = [_measure(pages, options.runs) for pages in options.pages]
    _print_table(rows)
    if options.json:
        print(json.dumps({"rows": rows}))


def _measure(pages: int, runs: int) -> dict[str, Any]:
    found = [_run(pages, seed) for seed in range(runs)]
    return {
        "pages": pages,
        "idle": statistics.median(row["idle"] for row in found),
        "peak": statistics.median(row["peak"] for row in found),
        "seconds": statistics.median(row["seconds"] for row in found),
    }


def _run(pages: int, seed: int) -> dict[str, float]:
    with worker(processes=1) as pid:
        process_document(_pdf(1, seed=-pages - seed))
        idle = _tree_memory(pid)
        with _watched(pid) as peak:
            done = process_document(_pdf(pages, seed=seed))
    return {"idle": idle, "peak": peak[0], "seconds": done["ready"]}


def _pdf(pages: int, *, seed: int) -> bytes:
    """Dense pages, no two of which are alike."""
    first = seed * max(pages, 1) + 1
    return text_pdf(
        [
            make_paragraphs(WORDS_PER_PAGE, seed=first + number)
            for number in range(pages)
        ]
    )


@contextmanager
def _watched(pid: int) -> Iterator[list[float]]:
    """A list of one number: the highest memory of the tree so far, in MB."""
    peak = [0.0]
    over = threading.Event()

    def watch() -> None:
        while not over.wait(INTERVAL):
            peak[0] = max(peak[0], _tree_memory(pid))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peak
    finally:
        over.set()
        thread.join()


def _tree_memory(pid: int) -> float:
    """PSS of the process and all below it, in MB."""
    root = psutil.Process(pid)
    total = 0
    for process in [root, *root.children(recursive=True)]:
        # It may have ended in between.
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            total += process.memory_full_info().pss
    return total / MEGABYTE


def _print_table(rows: list[dict[str, Any]]) -> None:
    print(
        f"{'pages':>6}{'idle MB':>10}{'peak MB':>10}{'above first':>13}{'ready s':>10}"
    )
    for row in rows:
        above = row["peak"] - rows[0]["peak"]
        print(
            f"{row['pages']:>6}{row['idle']:>10.0f}{row['peak']:>10.0f}"
            f"{above:>13.0f}{row['seconds']:>10.1f}"
        )


if __name__ == "__main__":
    main()
