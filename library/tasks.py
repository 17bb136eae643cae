"""Celery's way in: claim, call, leave. No rules of the library live here."""

import logging
import time
from uuid import UUID

from celery import shared_task

from library import actions, storage
from library.models import ProcessingRun
from library.processing import pipeline

logger = logging.getLogger(__name__)

# A book of 5,000 scanned pages is the longest job that is still a job.
PROCESSING_TIME_LIMIT = 4 * 3600


@shared_task(name="library.process_document", time_limit=PROCESSING_TIME_LIMIT)
def process_document(document_id: str) -> None:
    """Read, embed, summarise and tag one document. Safe to deliver twice.

    An error that nobody expected leaves the run without a heartbeat, and
    `requeue_stuck` tries it again or gives it up.
    """
    run = ProcessingRun.objects.claim(UUID(document_id))
    if run is None:
        return
    start = time.monotonic()
    pipeline.process(run)
    logger.info(
        "Document %s: %s in %.1f s (attempt %s).",
        run.document_id,
        run.state,
        time.monotonic() - start,
        run.attempt,
    )


@shared_task(name="library.requeue_stuck")
def requeue_stuck() -> None:
    """Beat's net under dead workers and lost messages."""
    if count := actions.requeue_stuck():
        logger.warning("Queued %s stuck documents again.", count)


@shared_task(name="library.delete_orphaned_files", time_limit=600)
def delete_orphaned_files() -> None:
    """Delete stored files that no document and no row speaks of."""
    storage.delete_orphaned_files()
