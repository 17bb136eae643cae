"""Celery's way in: claim, call, leave. No rules of the library live here."""

import logging
import time
from uuid import UUID

from celery import shared_task
from django.db import DatabaseError

from library import actions, idempotency, storage
from library.models import ProcessingRun
from library.processing import pipeline
from library.processing.heartbeat import heartbeat

logger = logging.getLogger(__name__)

# A book of 5,000 scanned pages is the longest job that is still a job.
PROCESSING_TIME_LIMIT = 4 * 3600


@shared_task(name="library.process_document", time_limit=PROCESSING_TIME_LIMIT)
def process_document(document_id: str) -> None:
    """Read, embed, summarise and tag one document. Safe to deliver twice."""
    run = ProcessingRun.objects.claim(UUID(document_id))
    if run is None:
        return
    start = time.monotonic()
    try:
        with heartbeat(run):
            pipeline.process(run)
    except DatabaseError:
        # Nothing can be saved now. The silent run is taken over later.
        raise
    except Exception:  # The outermost loop of a job: the cause is logged and told.
        logger.exception("Document %s: an unexpected error.", run.document_id)
        actions.end_in_error(run)
        return
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


@shared_task(name="library.clean_up", time_limit=600)
def clean_up() -> None:
    """Delete what crashes and deletions left in the storage and beside it."""
    storage.delete_unused_files()
    storage.delete_orphaned_files()
    storage.delete_abandoned_uploads()
    idempotency.forget_old()
