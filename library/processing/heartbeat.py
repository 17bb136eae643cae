"""A sign of life from a worker, as long as its main thread moves."""

import logging
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from threading import Event, Thread

from django.db import Error as DatabaseProblem
from django.db import connection
from django.utils import timezone

from library.models import ProcessingRun

logger = logging.getLogger(__name__)

INTERVAL = timedelta(seconds=5)
# Six beats missed: the worker is dead, or its machine does nothing else any more.
SILENCE = 6 * INTERVAL
# The longest honest step is a page under OCR, which is cut off after two minutes;
# the rest is for a machine that swaps.
LONGEST_STEP = timedelta(minutes=10)
NOBODY = datetime(1970, 1, 1, tzinfo=UTC)


@contextmanager
def heartbeat(run: ProcessingRun) -> Iterator[None]:
    """Save a heartbeat every five seconds while the block runs.

    In a thread of its own: reading a page may take half a minute, and a stage with
    one long step would look dead. A main thread that does not move any more (see
    `Progress`) is ended with its process, so that the run is taken over.
    """
    over = Event()
    run.moved_at = time.monotonic()
    thread = Thread(target=_beat, args=(run, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def silent_since() -> datetime:
    """Runs whose heartbeat is older have no worker any more. One query.

    While the database was down, nobody could report: after its start, every worker
    gets the time to.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_postmaster_start_time()")
        (database_began,) = cursor.fetchone()
    since = timezone.now() - SILENCE
    return since if database_began < since else NOBODY


def _beat(run: ProcessingRun, over: Event) -> None:
    while not over.wait(INTERVAL.total_seconds()):
        still = time.monotonic() - run.moved_at
        if still > LONGEST_STEP.total_seconds():
            logger.error(
                "Document %s: stuck while %s for %.0f s; its process is ended.",
                run.document_id,
                run.stage,
                still,
            )
            end_process()
        try:
            ProcessingRun.objects.beat(run)
        except DatabaseProblem:
            logger.warning("Document %s: a heartbeat was not saved.", run.document_id)
        finally:
            connection.close()


def end_process() -> None:
    """At once, whatever the main thread hangs in. Celery starts another one."""
    os.kill(os.getpid(), signal.SIGKILL)
