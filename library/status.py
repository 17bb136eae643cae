"""How this installation stands: what an operator looks at first."""

import shutil
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection
from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from library import workers
from library.models import Document, ProcessingRun, StoredFile
from pdfsum.lib.cached import all_cached_data
from pdfsum.lib.counting import COUNTED, estimated_rows

FAILURES_OF = timedelta(days=1)


@dataclass(frozen=True)
class QueueLine:
    """`waiting` is due now, `later` in the pause of a retry; `oldest` waits longest."""

    name: str
    has_worker: bool
    waiting: int = 0
    later: int = 0
    running: int = 0
    oldest: datetime | None = None


def queue_lines() -> list[QueueLine]:
    """Every queue, also those of no document. One query, one look into the cache."""
    names = tuple(settings.CELERY_TASK_QUEUES)
    served = workers.reported(names)
    queued = Q(state=ProcessingRun.State.QUEUED)
    due = queued & Q(due_at__lte=Now())
    rows = ProcessingRun.objects.open().order_by().values("queue")
    figures = rows.annotate(
        waiting=Count("pk", filter=due),
        later=Count("pk", filter=queued & Q(due_at__gt=Now())),
        running=Count("pk", filter=Q(state=ProcessingRun.State.RUNNING)),
        oldest=Min("due_at", filter=due),
    ).values_list("queue", "waiting", "later", "running", "oldest")
    known = {name: numbers for name, *numbers in figures}
    return [QueueLine(name, name in served, *known.get(name, ())) for name in names]


def document_counts() -> list[tuple[str, int, str]]:
    """Label, number and status. Three queries, none of them over all documents.

    What is ready is most of them, and so is not counted but what is left of all.
    """
    found = Document.objects.not_ready().order_by().values_list("status")
    counted = dict(found.annotate(n=Count("pk")))
    table = Document._meta.db_table
    total = Document.objects.all()[:COUNTED].count()
    if total == COUNTED:
        total = max(total, estimated_rows(table))
    counted[Document.Status.READY] = max(total - sum(counted.values()), 0)
    return [
        (str(status.label), counted.get(status.value, 0), status.value)
        for status in Document.Status
    ]


def failures() -> list[dict[str, Any]]:
    """Code and number of what failed within a day, most frequent first. One query."""
    failed = Document.objects.failed_since(timezone.now() - FAILURES_OF)
    by_code = failed.order_by().values("error_code").annotate(n=Count("pk"))
    return [*map(dict, by_code.order_by("-n", "error_code"))]


def storage_figures() -> dict[str, Any]:
    """Bytes of files and database, and what is free. Two queries.

    `free` and `disk` are None for a storage elsewhere.
    """
    stored = StoredFile.objects.aggregate(files=Count("pk"), bytes=Sum("size"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (database,) = cursor.fetchone()
    free = disk = None
    if isinstance(default_storage, FileSystemStorage):
        usage = shutil.disk_usage(settings.DATA_DIR)
        free, disk = usage.free, usage.total
    return {
        "files": stored["files"],
        "bytes": stored["bytes"] or 0,
        "database": database,
        "free": free,
        "disk": disk,
        "trashed": Document.objects.trashed().count(),
    }


def cache_figures() -> dict[str, Any]:
    """Whether it answers, what it holds, and the hits of this web process."""
    try:
        client = get_redis_connection("default")
        memory, keys = client.info("memory"), client.dbsize()
    except (RedisError, OSError):
        return {"answers": False, "sets": all_cached_data()}
    return {
        "answers": True,
        "keys": keys,
        "memory": memory["used_memory"],
        "limit": memory.get("maxmemory") or None,
        "sets": all_cached_data(),
    }
