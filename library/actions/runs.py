"""The jobs: queued, queued again when a worker died on them, given up in the end."""

import logging
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from library import queue
from library.models import Document, ProcessingRun
from library.processing.heartbeat import SILENCE

# A message that was not taken for so long, with an empty queue, was lost.
LOST_MESSAGE = timedelta(seconds=10)
MAX_ATTEMPTS = 3
BATCH = 500

logger = logging.getLogger(__name__)


def requeue_stuck(*, silent_since: datetime | None = None) -> int:
    """Queue again what a dead worker or a lost message left behind, and count it.

    Name a moment before which every worker is known to have ended; otherwise those
    silent for `SILENCE` count as dead.
    """
    requeued = 0
    since = silent_since or timezone.now() - SILENCE
    for run in ProcessingRun.objects.silent(since=since):
        requeued += take_over(run)
    waiting = ProcessingRun.objects.waiting(longer_than=LOST_MESSAGE)
    if waiting.exists() and queue.is_empty():
        for document_id in waiting.values_list("document_id", flat=True)[:BATCH]:
            queue.enqueue_processing(document_id)
            requeued += 1
    return requeued


@transaction.atomic
def take_over(run: ProcessingRun) -> bool:
    """End a silent run and queue the next attempt, or give the document up.

    True when it was queued again; False also when the run was not silent after all:
    the heartbeat is compared.
    """
    same = ProcessingRun.objects.filter(
        pk=run.pk, state=ProcessingRun.State.RUNNING, heartbeat_at=run.heartbeat_at
    )
    if not same.update(state=ProcessingRun.State.LOST, finished_at=Now()):
        return False
    logger.warning(
        "Document %s: the worker went silent while %s (attempt %s of %s).",
        run.document_id,
        run.stage,
        run.attempt,
        MAX_ATTEMPTS,
    )
    return _try_again_or_give_up(
        run, "each time without a word. It may be too much for this machine."
    )


@transaction.atomic
def end_in_error(run: ProcessingRun) -> None:
    """End a run on an error that nobody expected, and queue the next attempt."""
    told = {"error_code": "internal_error", "error_detail": "The log says more."}
    running = ProcessingRun.objects.filter(pk=run.pk, state=ProcessingRun.State.RUNNING)
    if running.update(state=ProcessingRun.State.FAILED, finished_at=Now(), **told):
        _try_again_or_give_up(run, "each time by an error that the log names.")


def _try_again_or_give_up(run: ProcessingRun, how: str) -> bool:
    """The next attempt, or a document that failed, naming stage and page.

    Only attempts that came no further than the one before count: a book that was
    interrupted by three restarts is not the reason for them.
    """
    attempt = run.attempt if _went_further(run) else run.attempt + 1
    if attempt <= MAX_ATTEMPTS:
        queue_run(run.document, attempt=attempt)
        return True
    page = min(run.pages_done + 1, run.pages_total)
    where = f"{run.stage} near page {page}" if page else run.stage
    Document.objects.filter(pk=run.document_id).update(
        status=Document.Status.FAILED,
        error_code="processing_stopped",
        error_detail=f"Processing stopped {run.attempt} times while {where}, {how}",
        updated_at=Now(),
    )
    return False


def _went_further(run: ProcessingRun) -> bool:
    """Whether it passed the point where the attempt before it ended."""
    earlier = ProcessingRun.objects.filter(
        document=run.document_id,
        pk__lt=run.pk,
        state__in=(ProcessingRun.State.LOST, ProcessingRun.State.FAILED),
    )
    last = earlier.order_by("-pk").first()
    return run.attempt > 1 and last is not None and run.percent > last.percent


def queue_run(document: Document, *, attempt: int) -> None:
    """Make the run, show the document as queued, and send the message on commit."""
    run = ProcessingRun.objects.create(document=document, attempt=attempt)
    document.current_run = run
    document.status = Document.Status.QUEUED
    document.error_code = document.error_detail = ""
    document.save(update_fields=["current_run", "status", "error_code", "error_detail"])
    queue.enqueue_processing(document.pk)
