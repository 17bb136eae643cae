"""Messages to the workers. Tasks are named, not imported: actions stand below them."""

import logging
from functools import partial
from uuid import UUID

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError as BrokerError

logger = logging.getLogger(__name__)

PROCESS_DOCUMENT = "library.process_document"


def enqueue_processing(document_id: UUID) -> None:
    """Send the message once the row it speaks of is committed."""
    transaction.on_commit(partial(_send, PROCESS_DOCUMENT, str(document_id)))


def is_empty() -> bool:
    """True when no message waits for a worker, so that queued rows lost theirs."""
    with current_app.connection_for_read() as connection:
        queue = current_app.conf.task_default_queue
        found = connection.default_channel.queue_declare(queue=queue)
        return bool(found.message_count == 0)


def _send(task: str, *args: str) -> None:
    """A broker that is down costs a delay: `requeue_stuck` sends again."""
    try:
        current_app.send_task(task, args=args)
    except BrokerError:
        logger.warning("The broker is down; %s waits for the next round.", task)
