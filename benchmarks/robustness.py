"""Hostile and odd PDFs through a running instance: what does each class end in?

The folder holds `manifest.jsonl`, one line per file with `file`, `class`, `sha256`
and, where known, `password` and `pages_pdfium`. Exit code 1 when a promise of
`docs/robustness.md` is broken; the files that break it are named.
Usage: python -m benchmarks.robustness DIR [--workers 2] [--json]
"""

import argparse
import json
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from pathlib import Path

from benchmarks.instance import Instance, running
from benchmarks.robustness_checks import (
    Check,
    check_outcomes,
    check_search,
    check_unlocking,
    scanned_files,
    wait_until_quiet,
)
from benchmarks.robustness_outcomes import (
    Limits,
    Outcome,
    Sample,
    send,
    wait_until_final,
)
from benchmarks.worker_watch import WorkerWatch

# A book of 1,000 dense pages takes minutes; a bomb is stopped long before.
FILE_SECONDS = 900
ALL_SECONDS = 7200
# As in .env.example; fixed here, so that the manifest can be judged by it.
PAGE_LIMIT = 20_000
# Readers end with their document; one that is being killed needs a moment.
QUIET_SECONDS = 15


@dataclass(frozen=True)
class ClassResult:
    """One row of the table. Memory: the workers with all below them."""

    name: str
    files: int
    outcomes: dict[str, int]
    seconds: float
    slowest: float
    peak_memory: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--file-seconds", type=float, default=FILE_SECONDS)
    parser.add_argument("--seconds", type=float, default=ALL_SECONDS)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    # As after Ctrl-C: the instance is stopped, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    limits = Limits(options.file_seconds, options.seconds)
    samples = Sample.all_of(options.folder)
    settings = {
        "PDFSUM_WORKER_PROCESSES": str(options.workers),
        "PDFSUM_MAX_PAGES": str(PAGE_LIMIT),
    }
    with running(**settings) as instance:
        results, checks = _measure(instance, samples, limits)
    if options.json:
        kinds = [asdict(result) for result in results]
        print(json.dumps({"classes": kinds, "checks": [asdict(c) for c in checks]}))
    sys.exit(1 if any(check.broken for check in checks) else 0)


def _measure(
    instance: Instance, samples: Sequence[Sample], limits: Limits
) -> tuple[list[ClassResult], list[Check]]:
    watch = WorkerWatch(instance)
    watch.start()
    outcomes: list[Outcome] = []
    results = []
    print(f"{'class':<30}{'files':>6}{'s':>7}{'slowest':>9}{'MB':>7}  outcomes")
    for name, group in groupby(sorted(samples, key=_kind), _kind):
        result, made = _one_class(instance, name, list(group), outcomes, limits)
        outcomes += made
        results.append(_with_memory(result, watch))
        _print_row(results[-1])
    checks = [
        *check_outcomes(outcomes, page_limit=PAGE_LIMIT),
        check_unlocking(instance, outcomes, limits),
        check_search(instance, outcomes),
    ]
    _print_details(instance, outcomes)
    left = wait_until_quiet(watch.readers, QUIET_SECONDS)
    watch.stop()
    checks += [
        Check("no worker process died", _deaths(instance, watch)),
        Check("no reader runs after the last file", left),
        Check("no process is left after the stop", instance.stop()),
    ]
    _print_checks(checks)
    return results, checks


def _kind(sample: Sample) -> str:
    return sample.kind


def _one_class(
    instance: Instance,
    name: str,
    samples: Sequence[Sample],
    earlier: Sequence[Outcome],
    limits: Limits,
) -> tuple[ClassResult, list[Outcome]]:
    """Classes run one after the other, so that time and memory are those of one."""
    start = time.monotonic()
    made: list[Outcome] = []
    for sample in samples:
        made.append(send(instance, sample, [*earlier, *made]))
    wait_until_final(instance, made, limits)
    return ClassResult(
        name=name,
        files=len(made),
        outcomes=dict(Counter(outcome.label for outcome in made).most_common()),
        seconds=round(time.monotonic() - start, 1),
        slowest=round(max(outcome.seconds for outcome in made), 1),
        peak_memory=0,
    ), made


def _with_memory(result: ClassResult, watch: WorkerWatch) -> ClassResult:
    return ClassResult(**(asdict(result) | {"peak_memory": watch.take_peak()}))


def _deaths(instance: Instance, watch: WorkerWatch) -> list[str]:
    """Worker processes that vanished, and runs whose worker fell silent."""
    told = [f"{watch.died} worker processes died"] if watch.died else []
    lost = instance.rows(
        "SELECT d.filename FROM library_processingrun r"
        " JOIN library_document d ON d.id = r.document_id WHERE r.state = 'lost'"
    )
    return [*told, *(f"{filename}: lost with its worker" for (filename,) in lost)]


def _print_row(result: ClassResult) -> None:
    memory = result.peak_memory / 1e6
    first, *others = (f"{count} {label}" for label, count in result.outcomes.items())
    print(
        f"{result.name:<30}{result.files:>6}{result.seconds:>7.1f}"
        f"{result.slowest:>9.1f}{memory:>7.0f}  {first}"
    )
    for other in others:
        print(f"{'':<61}{other}", flush=True)


def _print_details(instance: Instance, outcomes: Sequence[Outcome]) -> None:
    print("\nWhat people are told:")
    for line in sorted(set(_sentences(outcomes))):
        print(f"  {line}")
    print("\nScanned files:")
    for line in scanned_files(instance, outcomes):
        print(f"  {line}")


def _sentences(outcomes: Sequence[Outcome]) -> Iterator[str]:
    """Each distinct refusal and failure, with the file's own name left out."""
    for outcome in outcomes:
        if outcome.error:
            detail = outcome.error.get("detail", "")
            detail = detail.replace(outcome.sample.path.name, "…")
            yield f"{outcome.error.get('code')}: {detail}"


def _print_checks(checks: Sequence[Check]) -> None:
    print("\nPromises:")
    for check in checks:
        print(f"  {'BROKEN' if check.broken else 'kept':<7} {check.promise}")
        for line in check.broken:
            print(f"            {line}")


if __name__ == "__main__":
    main()
