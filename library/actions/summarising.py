"""Summaries that somebody asks for: queued, written, given up, deleted."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from library import queue
from library.actions.documents import check_writable, lock_document
from library.document_meta import forget_document_meta
from library.errors import InTrashError, NotReadableYetError, TooManySummariesError
from library.models import Document, Preferences, Summary
from library.page_range import PageRange
from library.processing.outages import Outage
from pdfsum.accounts.models import User

# What one document may have in the queue: enough to compare, too few to block others.
MANY_QUEUED = 10
# A worker that takes longer is ended (`library.tasks.write_summary`), in seconds.
TIME_LIMIT = 600
# So long after its beginning nobody can be at work on a summary any more.
SILENCE = timedelta(seconds=TIME_LIMIT + 30)
# A message that was sent is counted within milliseconds.
LOST_MESSAGE = timedelta(seconds=2)
MAX_ATTEMPTS = 3
# How long a missing service or database is waited for.
PATIENCE = timedelta(minutes=15)
# So many messages are sent again in one round.
BATCH = 100


@transaction.atomic
def request_summary(
    *,
    user: User,
    document: Document,
    style: str = "",
    max_words: int | None = None,
    focus: str = "",
    pages: str = "",
) -> Summary:
    """Queue a summary; one that waits already is not asked for twice.

    Where nothing is said, the style is the user's own, the length that of the style,
    and it is of all pages. Raises `NotReadableYetError`, `InTrashError`,
    `InvalidPagesError` and `TooManySummariesError`.
    """
    check_writable(user, document)
    locked = _lock_readable(document)
    asked = PageRange.parse(pages, page_count=locked.page_count or 0)
    wanted: dict[str, Any] = {
        "text_version_id": locked.current_text_id,
        "style": style or Preferences.objects.style_of(user.pk),
        "max_words": max_words,
        "focus": focus,
        "first_page": asked.first,
        "last_page": asked.last,
    }
    queued = locked.summaries.queued()
    if same := queued.filter(**wanted).first():
        return same
    if queued.count() >= MANY_QUEUED:
        raise TooManySummariesError(MANY_QUEUED)
    summary = locked.summaries.create(
        state=Summary.State.QUEUED, requested_by=user, **wanted
    )
    queue.enqueue_summary(summary.pk)
    return summary


@transaction.atomic
def delete_summary(*, user: User, summary: Summary) -> None:
    """Delete one summary, also the automatic one. Twice is the same as once."""
    check_writable(user, summary.document)
    _note_change(summary)
    Summary.objects.filter(pk=summary.pk).delete()


@transaction.atomic
def save_written(summary: Summary, values: dict[str, Any]) -> bool:
    """End a queued summary as written; False when another worker was first."""
    documents = Document.objects.filter(pk=summary.document_id)
    list(documents.select_for_update(no_key=True).values_list("pk"))
    ended = Summary.objects.queued().filter(pk=summary.pk)
    if not ended.update(**values):
        return False
    _note_change(summary)
    return True


def give_up_summary(summary: Summary, *, code: str, detail: str) -> None:
    """End a queued summary as failed, with a sentence for whoever asked for it."""
    Summary.objects.queued().filter(pk=summary.pk).update(
        state=Summary.State.FAILED, error_code=code, error_detail=detail
    )


def end_summary_in_outage(summary: Summary, outage: Outage) -> None:
    """Put a summary back for which something around it was missing: no attempt.

    The next round sends it again. Nobody waits longer than `PATIENCE` for a summary:
    then it is given up with the outage's sentence.
    """
    if timezone.now() - summary.created_at > PATIENCE:
        detail = f"{outage.sentence} Ask again when that is mended."
        give_up_summary(summary, code=outage.code, detail=detail)
        return
    Summary.objects.queued().filter(pk=summary.pk).update(
        started_at=None, attempts=summary.attempts - 1
    )


def requeue_summaries() -> int:
    """Send messages again that were lost, or that a dead worker had taken; count them.

    As long as messages wait in the queue, none of them is known to be lost.
    """
    now = timezone.now()
    queued = Summary.objects.queued()
    queued.filter(started_at__lt=now - SILENCE).update(started_at=None)
    waiting = queued.filter(started_at=None, created_at__lt=now - LOST_MESSAGE)
    found = list(waiting.order_by("pk").values_list("pk", flat=True)[:BATCH])
    if not found or queue.count_messages(queue.ANSWERS):
        return 0
    for pk in found:
        queue.enqueue_summary(pk)
    return len(found)


def _lock_readable(document: Document) -> Document:
    """Two clicks at once are two requests: the second waits, and finds the first."""
    locked = lock_document(document.pk)
    if locked.trashed_at:
        raise InTrashError
    if not locked.is_readable or locked.current_text_id is None:
        raise NotReadableYetError(failed=locked.status == Document.Status.FAILED)
    return locked


def _note_change(summary: Summary) -> None:
    """The newest summary is part of what is told of its document.

    A deletion for good locks documents before summaries; so does who changes one.
    """
    Document.objects.filter(pk=summary.document_id).update(updated_at=Now())
    forget_document_meta(summary.document_id)
