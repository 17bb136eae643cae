"""Messages to the workers. Tasks are named, not imported: actions stand below them.

A message says "there may be work in this queue". Which document is next, PostgreSQL
knows: a lost message or one too many changes nothing but the time.
"""

import logging
from datetime import datetime
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)

PROCESS_NEXT = "library.process_next"
IMPORT_LIBRARY = "library.import_library"
EMPTY_TRASH = "library.empty_trash"
EMPTY_TRASH_OF = "library.empty_trash_of"
WRITE_SUMMARY = "library.write_summary"
CHANGE_DOCUMENTS = "library.change_documents"
# The worker that no book occupies.
UPKEEP = "upkeep"
ANSWERS = "answers"


def enqueue_processing(queue: str) -> None:
    """Wake a worker of this queue once the row that it will find is committed."""
    transaction.on_commit(partial(_send, PROCESS_NEXT, queue, queue=queue))


def enqueue_emptying(user_id: int, before: datetime) -> None:
    """Have what a user had in the trash at that time deleted for good."""
    args = (user_id, before.isoformat())
    transaction.on_commit(partial(_send, EMPTY_TRASH_OF, *args, queue=UPKEEP))


def enqueue_retention() -> None:
    """Have more of what is overdue in the trash deleted for good."""
    transaction.on_commit(partial(_send, EMPTY_TRASH, queue=UPKEEP))


def enqueue_summary(summary_id: UUID) -> None:
    """Have a summary written that somebody waits for."""
    args = (str(summary_id),)
    transaction.on_commit(partial(_send, WRITE_SUMMARY, *args, queue=ANSWERS))


def enqueue_change(*args: object) -> bool:
    """Have a worker go on with a change to many documents. False without a broker."""
    return _send_now(CHANGE_DOCUMENTS, *args, queue=UPKEEP)


def enqueue_import(pk: UUID) -> None:
    """Have the next part of an import worked off."""
    transaction.on_commit(partial(_send, IMPORT_LIBRARY, str(pk), queue=UPKEEP))


def count_messages(queue: str) -> int:
    """How many messages wait for a worker."""
    with current_app.connection_for_read() as connection:
        found = connection.default_channel.queue_declare(queue=queue)
        return int(found.message_count)


def _send(task: str, *args: object, queue: str) -> None:
    """A broker that is down costs a delay: what is to be done is in PostgreSQL."""
    if not _send_now(task, *args, queue=queue):
        logger.warning("The broker is down; %s waits for the next round.", task)


def _send_now(task: str, *args: object, queue: str) -> bool:
    try:
        current_app.send_task(task, args=args, queue=queue)
    except BrokerError:
        return False
    return True
