"""A sign of life from a worker, whatever its main thread is waiting for."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection

from library.models import ProcessingRun

logger = logging.getLogger(__name__)

INTERVAL = timedelta(seconds=5)
# Six beats missed: the worker is dead, or its machine does nothing else any more.
SILENCE = 6 * INTERVAL


@contextmanager
def heartbeat(run: ProcessingRun) -> Iterator[None]:
    """Save a heartbeat every five seconds while the block runs.

    In a thread of its own: reading a page may take half a minute, and a stage with
    one long step would look dead.
    """
    over = Event()
    thread = Thread(target=_beat, args=(run, over), name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(run: ProcessingRun, over: Event) -> None:
    while not over.wait(INTERVAL.total_seconds()):
        try:
            ProcessingRun.objects.beat(run)
        except DatabaseError:
            logger.warning("Document %s: a heartbeat was not saved.", run.document_id)
        finally:
            connection.close()
