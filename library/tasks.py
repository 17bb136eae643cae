"""Celery's way in: claim, call, leave. No rules of the library live here."""

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.db import Error as DatabaseProblem
from django.db import InterfaceError, OperationalError, connection

from library import actions, idempotency, pictures, storage, watching
from library.actions import library_imports, summarising
from library.actions.bulk import Change, go_on_changing
from library.listing import DocumentFilter
from library.models import ProcessingRun, Summary
from library.processing import pipeline
from library.processing.heartbeat import heartbeat, silent_since
from library.processing.outages import outage_behind
from library.processing.progress import GaveWayError
from library.processing.summarising import write_what_was_asked
from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError

logger = logging.getLogger(__name__)

# A book of 5,000 scanned pages is the longest job that is still a job.
PROCESSING_TIME_LIMIT = 4 * 3600
# A slot can do nothing without the database: it waits so long for it, in seconds.
DATABASE_PATIENCE = 600
DATABASE_PAUSE = 1


@shared_task(name="library.process_next", time_limit=PROCESSING_TIME_LIMIT)
def process_next(queue: str) -> None:
    """Work on the document of this queue that is next. Safe to deliver twice."""
    run = ProcessingRun.objects.claim(queue)
    if run is None:
        return
    start = time.monotonic()
    try:
        with heartbeat(run):
            pipeline.process(run)
        outcome = run.state
    except GaveWayError:
        _once_database_answers(partial(actions.give_way, run))
        outcome = "gave way"
    except Exception as exc:  # The outermost loop of a job: logged and told.
        _once_database_answers(partial(_end, run, exc))
        outcome = "interrupted"
    logger.info(
        "Document %s: %s after %.1f s (attempt %s).",
        run.document_id,
        outcome,
        time.monotonic() - start,
        run.attempt,
    )


def _end(run: ProcessingRun, error: Exception) -> None:
    outage = outage_behind(error)
    if not ProcessingRun.objects.filter(pk=run.pk).exists():
        logger.info("Document %s: deleted meanwhile.", run.document_id)
    elif outage is None:
        # What a database says of a row that it refuses may quote the document.
        cause = None if isinstance(error, DatabaseProblem) else error
        logger.error(
            "Document %s: an unexpected error (%s).",
            run.document_id,
            type(error).__name__,
            exc_info=cause,
        )
        actions.end_in_error(run)
    else:
        logger.warning("Document %s: %s", run.document_id, outage.sentence)
        actions.end_in_outage(run, outage)


def _once_database_answers(action: Callable[[], None]) -> None:
    """Do it now, or when the database is back: or else the run falls silent."""
    deadline = time.monotonic() + DATABASE_PATIENCE
    while True:
        try:
            return action()
        except (OperationalError, InterfaceError):
            connection.close()
            if time.monotonic() > deadline:
                raise
            time.sleep(DATABASE_PAUSE)


@shared_task(
    name="library.write_summary",
    soft_time_limit=summarising.TIME_LIMIT - 30,
    time_limit=summarising.TIME_LIMIT,
)
def write_summary(summary_id: str) -> None:
    """Write a summary that somebody asked for. Safe to deliver twice."""
    summary = Summary.objects.claim(UUID(summary_id))
    if summary is None:
        return
    if summary.attempts > summarising.MAX_ATTEMPTS:
        detail = "Writing it stopped several times without a word. Ask for fewer pages."
        summarising.give_up_summary(summary, code="writing_stopped", detail=detail)
        return
    start = time.monotonic()
    try:
        written = write_what_was_asked(summary)
        summarising.save_written(summary, written)
    except Exception as exc:  # The outermost loop of a job: logged and told.
        _once_database_answers(partial(_end_summary, summary, exc))
    seconds = time.monotonic() - start
    logger.info("Summary %s: %.1f s of writing.", summary.pk, seconds)


def _end_summary(summary: Summary, error: Exception) -> None:
    give_up = partial(summarising.give_up_summary, summary)
    if isinstance(error, AppError):
        give_up(code=error.code, detail=str(error))
    elif isinstance(error, SoftTimeLimitExceeded):
        minutes = summarising.TIME_LIMIT // 60
        detail = f"It took longer than {minutes} minutes. Ask for fewer pages."
        give_up(code="took_too_long", detail=detail)
    elif outage := outage_behind(error):
        logger.warning("Summary %s: %s", summary.pk, outage.sentence)
        summarising.end_summary_in_outage(summary, outage)
    else:
        # What a database says of a row that it refuses may quote the document.
        cause = None if isinstance(error, DatabaseProblem) else error
        name = type(error).__name__
        logger.error(
            "Summary %s: an unexpected error (%s).", summary.pk, name, exc_info=cause
        )
        detail = "An unexpected error ended it, which the log names. Ask again."
        give_up(code="internal_error", detail=detail)


@shared_task(name="library.change_documents")
def change_documents(
    user_id: int, matching: dict[str, str], change: dict[str, Any], below: str
) -> None:
    """Go on with a change to many documents, and leave the rest to another message.

    So nothing else waits for long, and a second delivery finds nothing to do.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return
    try:
        outcome = go_on_changing(
            user=user,
            matching=DocumentFilter.of_message(matching),
            change=Change.of_message(change),
            below=UUID(below),
        )
    except AppError as exc:
        logger.info("A change to many documents ended early (%s).", exc.code)
        return
    logger.info("Changed %s more documents in bulk.", len(outcome.changed))
    if outcome.is_cut_short:
        logger.warning("The broker is down; the rest of a bulk change is left alone.")


@shared_task(name="library.requeue_stuck")
def requeue_stuck() -> None:
    """Beat's net under dead workers and lost messages; it also wakes due retries."""
    if count := actions.requeue_stuck(silent_since=silent_since()):
        logger.info("Queued %s documents again.", count)
    if count := summarising.requeue_summaries():
        logger.info("Sent %s summaries again.", count)


@shared_task(name="library.clean_up", time_limit=600)
def clean_up() -> None:
    """Delete what crashes and deletions left in the storage and beside it."""
    storage.delete_unused_files()
    storage.delete_orphaned_files()
    storage.delete_orphaned_copies()
    storage.delete_abandoned_uploads()
    idempotency.forget_old()
    library_imports.resume_silent()
    library_imports.delete_left_archives()
    # One folder an hour, so that all of them take eleven days and none a minute.
    pictures.sweep(int(time.time() // 3600) % 256)


@shared_task(name="library.empty_trash", time_limit=600)
def empty_trash() -> None:
    """Delete for good what has been in the trash for long enough."""
    if count := actions.empty_trash_by_itself():
        logger.info("Deleted %s documents for good: they were overdue.", count)


@shared_task(name="library.empty_trash_of", time_limit=600)
def empty_trash_of(user_id: int, before: str) -> None:
    """Go on with what a user began. Safe to deliver twice."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        actions.go_on_emptying(user=user, before=datetime.fromisoformat(before))


# One document of the largest size, over a slow storage.
@shared_task(name="library.import_library", time_limit=1800)
def import_library(pk: str) -> None:
    """The next part of an import. Safe to deliver twice, and after a dead worker."""
    library_imports.work_on(pk)


@shared_task(name="library.watch_folder", time_limit=600)
def watch_folder() -> None:
    """One look at the watched folder; nothing at all when none is set."""
    watching.watch_folder()
