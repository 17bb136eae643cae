"""The jobs: queued, queued again when a worker died on them, given up in the end."""

import logging
import random
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Now
from django.utils import timezone

from library import queue
from library.document_meta import forget_document_meta
from library.models import Document, ProcessingRun
from library.processing.heartbeat import SILENCE
from library.processing.outages import Outage
from library.processing.progress import LARGE_PAGES

# A message that was sent is counted within milliseconds.
LOST_MESSAGE = timedelta(seconds=2)
MAX_ATTEMPTS = 3
# With the pauses below: about 75 minutes on average, two and a half hours at most.
MAX_RETRIES = 20
FIRST_PAUSE = timedelta(seconds=10)
LONGEST_PAUSE = timedelta(minutes=10)
# So many messages are sent again in one round; more than the slots need.
BATCH = 500
# What counts as short before it is opened: a scan of 10 pages has about 5 MB.
SMALL_FILE = 5 * 1024 * 1024
# Who has so many short documents open is adding a batch.
MANY_OPEN = 10

logger = logging.getLogger(__name__)

State = ProcessingRun.State
Queue = ProcessingRun.Queue


def requeue_stuck(*, silent_since: datetime | None = None) -> int:
    """Queue again what a dead worker or a lost message left behind, and count it.

    Name a moment before which every worker is known to have ended; otherwise those
    silent for `SILENCE` count as dead.
    """
    since = silent_since or timezone.now() - SILENCE
    silent = ProcessingRun.objects.silent(since=since).select_related("document")
    taken_over = sum(take_over(run) for run in silent)
    return taken_over + sum(_send_missing_messages(name) for name in Queue.values)


def _send_missing_messages(name: str) -> int:
    """At least one message for each run that is due: lost ones, and due retries."""
    waiting = ProcessingRun.objects.waiting(longer_than=LOST_MESSAGE).filter(queue=name)
    due = waiting.count()
    missing = min(due - queue.count_messages(name), BATCH) if due else 0
    for _ in range(missing):
        queue.enqueue_processing(name)
    return max(missing, 0)


@transaction.atomic
def take_over(run: ProcessingRun) -> bool:
    """End a silent run and queue the next attempt, or give the document up.

    True when it was queued again; False also when the run was not silent after all:
    the heartbeat is compared.
    """
    same = ProcessingRun.objects.running().filter(
        pk=run.pk, heartbeat_at=run.heartbeat_at
    )
    if not same.update(state=State.LOST, finished_at=Now()):
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
    if _end(run, code="internal_error", detail="The log says more."):
        _try_again_or_give_up(run, "each time by an error that the log names.")


@transaction.atomic
def end_in_outage(run: ProcessingRun, outage: Outage) -> None:
    """End a run for which something around it was missing, and try again later.

    That is no attempt on the document. The pauses double, up to ten minutes, and are
    drawn between nothing and the whole ("full jitter"), so that a thousand documents
    do not come back at once. An attempt that came further starts with short ones.
    """
    if not _end(run, code=outage.code, detail=outage.sentence):
        return
    retries = 1 if _went_further(run) else run.retries + 1
    if retries > MAX_RETRIES:
        detail = (
            f"{outage.sentence} It was tried {MAX_RETRIES} times again; try it once "
            "more when that is mended."
        )
        _give_up(run, code=outage.code, detail=detail)
        return
    queue_run(
        run.document,
        attempt=run.attempt,
        in_bulk=run.queue == Queue.BULK,
        retries=retries,
        due_at=timezone.now() + _pause(retries),
        error_code=outage.code,
        error_detail=outage.sentence,
    )


@transaction.atomic
def give_way(run: ProcessingRun) -> None:
    """Put a run back among the waiting ones; the same attempt goes on later.

    It keeps its `due_at`, and so its place before the user's other documents.
    """
    running = ProcessingRun.objects.running().filter(pk=run.pk)
    if running.update(
        state=State.QUEUED,
        queued_at=Now(),
        times_gave_way=F("times_gave_way") + 1,
        timings=run.timings,
    ):
        Document.objects.filter(pk=run.document_id).update(
            status=Document.Status.QUEUED, updated_at=Now()
        )
        queue.enqueue_processing(run.queue)


def _pause(retries: int) -> timedelta:
    doublings: int = 2 ** (retries - 1)
    whole = min(FIRST_PAUSE * doublings, LONGEST_PAUSE)
    return whole * random.random()  # noqa: S311 - spreads load, keeps no secret


def _end(run: ProcessingRun, *, code: str, detail: str) -> bool:
    """False when the run was taken away meanwhile."""
    running = ProcessingRun.objects.running().filter(pk=run.pk)
    changed = running.update(
        state=State.FAILED,
        finished_at=Now(),
        error_code=code,
        error_detail=detail,
        timings=run.timings,
    )
    return changed == 1


def _try_again_or_give_up(run: ProcessingRun, how: str) -> bool:
    """The next attempt, or a document that failed, naming stage and page.

    Only attempts that came no further than the one before count: a book that was
    interrupted by three restarts is not the reason for them.
    """
    attempt = run.attempt if _went_further(run) else run.attempt + 1
    if attempt <= MAX_ATTEMPTS:
        queue_run(run.document, attempt=attempt, in_bulk=run.queue == Queue.BULK)
        return True
    page = min(run.pages_done + 1, run.pages_total)
    where = f"{run.stage} near page {page}" if page else run.stage
    detail = f"Processing stopped {run.attempt} times while {where}, {how}"
    _give_up(run, code="processing_stopped", detail=detail)
    return False


def _give_up(run: ProcessingRun, *, code: str, detail: str) -> None:
    Document.objects.filter(pk=run.document_id).update(
        status=Document.Status.FAILED,
        error_code=code,
        error_detail=detail,
        updated_at=Now(),
    )
    forget_document_meta(run.document_id)


def _went_further(run: ProcessingRun) -> bool:
    """Whether it passed the point that no attempt before it had reached."""
    if run.attempt == 1 and run.retries == 0:
        return False
    earlier = ProcessingRun.objects.filter(document=run.document_id, pk__lt=run.pk)
    first = earlier.filter(attempt=1, retries=0).aggregate(pk=Max("pk"))["pk"]
    furthest = earlier.filter(pk__gte=first or 0).aggregate(percent=Max("percent"))
    return furthest["percent"] is not None and run.percent > furthest["percent"]


def queue_run(
    document: Document, *, attempt: int, in_bulk: bool = False, **fields: Any
) -> None:
    """Make the run, show the document as queued, and send the message on commit.

    `in_bulk` is for what nobody waits for, such as imports; large files and batches go
    there by themselves. Costs a query more while that is not known.
    """
    name = Queue.BULK if in_bulk or _is_bulk(document) else Queue.INTERACTIVE
    run = ProcessingRun.objects.create(
        document=document,
        attempt=attempt,
        user_id=document.added_by_id,
        queue=name,
        **fields,
    )
    document.current_run = run
    document.status = Document.Status.QUEUED
    document.error_code = document.error_detail = ""
    document.updated_at = timezone.now()
    document.save(
        update_fields=[
            "current_run",
            "status",
            "error_code",
            "error_detail",
            "updated_at",
        ]
    )
    forget_document_meta(document.pk)
    if "due_at" not in fields:
        queue.enqueue_processing(name)


def _is_bulk(document: Document) -> bool:
    if document.size > SMALL_FILE or (document.page_count or 0) > LARGE_PAGES:
        return True
    open_runs = ProcessingRun.objects.open_of(document.added_by_id)
    return open_runs.filter(queue=Queue.INTERACTIVE).count() >= MANY_OPEN
