"""Why a document is not ready yet: the one answer that the pages and the API give."""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from library import workers
from library.models import Document, ProcessingRun
from library.places import places_in_line

State = ProcessingRun.State
Stage = ProcessingRun.Stage

NO_WORKER = (
    f"No worker has reported for {workers.SILENCE_SECONDS} s. "
    "Start one with: celery -A pdfsum worker"
)
STAGES = {
    Stage.WAITING: "Opening the file",
    Stage.SPLITTING: "Finding the passages",
    Stage.EMBEDDING: "Making it searchable",
    Stage.SUMMARISING: "Writing the summary",
    Stage.TAGGING: "Choosing tags",
    Stage.DONE: "Almost done",
}


def explain(documents: Iterable[Document]) -> dict[UUID, dict[str, Any]]:
    """What `DocumentProgressOut` holds, by document.

    Needs `current_run` loaded. For any number of documents: one look into the cache and
    two queries when any of them is queued, one more when no worker has reported.
    """
    documents = list(documents)
    runs = [doc.current_run for doc in documents if doc.current_run]
    queued = [run for run in runs if run.state == State.QUEUED]
    places = places_in_line(queued) if queued else {}
    served = _queues_with_worker(queued) if queued else set()
    return {doc.pk: _explain(doc, places=places, served=served) for doc in documents}


def _explain(
    document: Document, *, places: dict[int, int], served: set[str]
) -> dict[str, Any]:
    run = document.current_run
    if run is None or not document.is_unfinished:
        detail = document.error_detail or document.get_status_display()
        told = _told(detail=detail)
    elif run.state == State.QUEUED:
        told = _explain_queued(run, place=places.get(run.pk), served=served)
    else:
        told = _explain_running(run)
    return document.progress | {"status": document.status} | told


def _explain_queued(
    run: ProcessingRun, *, place: int | None, served: set[str]
) -> dict[str, Any]:
    if run.queue not in served:
        return _told(waiting_for="worker", position=place, detail=NO_WORKER)
    if place is None:
        return _told(waiting_for="retry", detail=_retry_sentence(run))
    return _told(waiting_for="turn", position=place, detail=_turn_sentence(run, place))


def _explain_running(run: ProcessingRun) -> dict[str, Any]:
    if run.stage != Stage.READING:
        return _told(detail=STAGES[Stage(run.stage)])
    left = seconds_left(run)
    page = min(run.pages_done + 1, run.pages_total)
    detail = f"Reading page {page} of {run.pages_total}"
    if run.pages_per_minute:
        detail += f", {run.pages_per_minute:.0f} pages a minute"
    if left is not None:
        detail += f", {about(left)} left"
    return _told(detail=detail, rate=run.pages_per_minute, seconds_left=left)


def seconds_left(run: ProcessingRun) -> int | None:
    """Until the last page is read, at the present rate; None while not known."""
    if run.stage != Stage.READING or not run.pages_per_minute:
        return None
    return round((run.pages_total - run.pages_done) / run.pages_per_minute * 60)


def about(seconds: float) -> str:
    """A time as people say it: “about 4 minutes”."""
    for name, length in (("hour", 3600), ("minute", 60)):
        # From 90 s on, "about 2 minutes" is nearer than seconds that change.
        if seconds >= 1.5 * length:
            return f"about {round(seconds / length)} {name}s"
    return "about a minute" if seconds > 45 else "less than a minute"


def _turn_sentence(run: ProcessingRun, place: int) -> str:
    goes_on = (
        f"; goes on after page {run.pages_done}"
        if run.times_gave_way and run.pages_done
        else ""
    )
    if place == 0:
        return f"Next in the queue{goes_on}"
    noun = "document is" if place == 1 else "documents are"
    return f"{place} {noun} before it in the queue{goes_on}"


def _retry_sentence(run: ProcessingRun) -> str:
    seconds = (run.due_at - timezone.now()).total_seconds()
    when = f"in {about(seconds)}" if seconds > 45 else "in a moment"
    return f"{run.error_detail} Tried again {when}.".strip()


def _queues_with_worker(queued: Sequence[ProcessingRun]) -> set[str]:
    """A cache that was emptied knows of no worker; the runs at work do."""
    served = workers.reported()
    if all(run.queue in served for run in queued):
        return served
    since = timezone.now() - timedelta(seconds=workers.SILENCE_SECONDS)
    alive = ProcessingRun.objects.running().filter(heartbeat_at__gte=since)
    # The workers of documents take both queues, unless somebody parted them.
    return served | set(ProcessingRun.Queue.values) if alive.exists() else served


def _told(
    *,
    detail: str,
    waiting_for: str | None = None,
    position: int | None = None,
    rate: float | None = None,
    seconds_left: int | None = None,
) -> dict[str, Any]:
    return {
        "queue_position": position,
        "waiting_for": waiting_for,
        "detail": detail,
        "rate": rate,
        "seconds_left": seconds_left,
    }
