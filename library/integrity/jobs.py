"""Documents in work, against their jobs."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from library.actions import take_over
from library.actions.runs import queue_run
from library.integrity.check import Check
from library.models import Document, ProcessingRun
from library.processing.heartbeat import silent_since
from pdfsum.lib.batches import pk_batches

OPEN = (ProcessingRun.State.QUEUED, ProcessingRun.State.RUNNING)


def job_checks() -> list[Check]:
    return [
        Check(
            "Jobs whose worker went silent",
            "each is queued again",
            _silent_runs,
            _take_over,
        ),
        Check(
            "Documents in work without a job",
            "each is queued again",
            _without_job,
            _queue,
        ),
        Check(
            "Jobs of documents that are not in work",
            "each is ended",
            _idle_jobs,
            _end,
        ),
    ]


def _silent_runs() -> Iterator[list[Any]]:
    yield from pk_batches(ProcessingRun.objects.silent(since=silent_since()))


def _take_over(pks: list[Any]) -> None:
    for run in ProcessingRun.objects.filter(pk__in=pks).select_related("document"):
        take_over(run)


def _without_job() -> Iterator[list[Any]]:
    runs = ProcessingRun.objects.filter(document=OuterRef("pk"), state__in=OPEN)
    documents = Document.objects.filter(status__in=Document.UNFINISHED)
    yield from pk_batches(documents.exclude(Exists(runs)))


@transaction.atomic
def _queue(pks: list[Any]) -> None:
    documents = Document.objects.filter(pk__in=pks, status__in=Document.UNFINISHED)
    for document in documents.select_for_update(of=("self",)).order_by("pk"):
        if not document.runs.filter(state__in=OPEN).exists():
            queue_run(document, attempt=1, in_bulk=True)


def _idle_jobs() -> Iterator[list[Any]]:
    finished = ProcessingRun.objects.filter(state__in=OPEN).exclude(
        document__status__in=Document.UNFINISHED
    )
    yield from pk_batches(finished)


def _end(pks: list[Any]) -> None:
    """A worker that holds one sees it at its next heartbeat."""
    runs = ProcessingRun.objects.filter(pk__in=pks, state__in=OPEN)
    runs.exclude(document__status__in=Document.UNFINISHED).update(
        state=ProcessingRun.State.LOST, finished_at=timezone.now()
    )
