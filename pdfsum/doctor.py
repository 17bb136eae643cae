"""What may be wrong with an installation, in plain words, and how to mend it."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import urlsplit

import psycopg
from celery import current_app
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from kombu.exceptions import OperationalError as BrokerError
from redis import Redis
from redis.exceptions import RedisError

from library import watching
from library.errors import EmbedderChangedError
from library.vectors import library_embedder
from pdfsum.lib.extensions import REQUIRED_EXTENSIONS, statement

# PostgreSQL 16 and pgvector 0.8 (iterative scans) are what the queries rely on.
OLDEST_POSTGRESQL = 160000
OLDEST_PGVECTOR = (0, 8)


@dataclass(frozen=True)
class Finding:
    """One part that was looked at. `mend` is empty when nothing is wrong."""

    part: str
    detail: str
    mend: str = ""


def examine() -> Iterator[Finding]:
    """Look at every part, one after the other. Each check answers within seconds."""
    checks: list[Callable[[], Finding]] = [
        check_database,
        check_extensions,
        check_migrations,
        check_cache,
        check_worker,
        check_storage,
        check_watched_folder,
        check_model,
        check_addresses,
    ]
    for check in checks:
        yield check()


def check_database() -> Finding:
    # Not through the pool, which would wait for a server that is away.
    try:
        with psycopg.connect(settings.DATABASE_URL, connect_timeout=3) as direct:
            number = direct.info.server_version
    except psycopg.Error as exc:
        mend = "Start pdfsum with `make run`, or mend DATABASE_URL."
        detail = f"does not answer: {exc}" if settings.DATABASE_URL else "does not run"
        return Finding("Database", detail.strip(), mend)
    if number < OLDEST_POSTGRESQL:
        mend = "Use PostgreSQL 16 or newer."
        return Finding("Database", f"is PostgreSQL {number // 10000}", mend)
    return Finding("Database", f"PostgreSQL {number // 10000} answers")


def check_extensions() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT extname, extversion FROM pg_extension")
            found = dict(cursor.fetchall())
    except DatabaseError:
        return Finding("Extensions", "not looked at", "Mend the database first.")
    missing = [name for name in REQUIRED_EXTENSIONS if name not in found]
    if missing:
        statements = " ".join(map(statement, missing))
        mend = f"Ask an administrator to run in this database:  {statements}"
        return Finding("Extensions", f"missing: {', '.join(missing)}", mend)
    version = tuple(int(part) for part in found["vector"].split(".")[:2])
    if version < OLDEST_PGVECTOR:
        mend = "Update pgvector to 0.8 or newer, then ALTER EXTENSION vector UPDATE;"
        return Finding("Extensions", f"pgvector is {found['vector']}", mend)
    return Finding("Extensions", f"pgvector {found['vector']} and the others are there")


def check_migrations() -> Finding:
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return Finding("Tables", "not looked at", "Mend the database first.")
    if waiting:
        mend = "Run `manage.py migrate`, or start with `make run`, which does."
        return Finding("Tables", f"{len(waiting)} migrations are not applied", mend)
    return Finding("Tables", "up to date")


def check_cache() -> Finding:
    client = Redis.from_url(settings.REDIS_URL, socket_connect_timeout=2)
    try:
        client.ping()
    except (RedisError, OSError) as exc:
        mend = "Start pdfsum with `make run`, or mend REDIS_URL."
        return Finding("Cache and queue", f"do not answer: {exc}", mend)
    return Finding("Cache and queue", "answer")


def check_worker() -> Finding:
    """Every queue has a worker that answers. One worker may take several."""
    answers: dict[str, list[dict[str, str]]] = {}
    with suppress(BrokerError, RedisError, OSError):
        answers = current_app.control.inspect(timeout=2.0).active_queues() or {}
    served = {queue["name"] for queues in answers.values() for queue in queues}
    mend = "Start one: celery -A pdfsum worker  (`make run` starts it too)."
    if not answers:
        return Finding("Worker", "none answers: uploads will wait", mend)
    if missing := sorted(settings.CELERY_TASK_QUEUES.keys() - served):
        return Finding("Worker", f"none takes from: {', '.join(missing)}", mend)
    return Finding("Worker", f"{len(answers)} answer")


def check_watched_folder() -> Finding:
    root = settings.PDFSUM_WATCH_DIR
    if root is None:
        return Finding("Watched folder", "none is set")
    try:
        user = watching.check_watched_folder(root)
    except watching.WatchedFolderError as exc:
        return Finding("Watched folder", "does not work", str(exc))
    except DatabaseError:
        return Finding("Watched folder", "not looked at", "Mend the database first.")
    return Finding("Watched folder", f"fills the library of {user.email}")


def check_storage() -> Finding:
    try:
        name = default_storage.save("doctor/probe", ContentFile(b"probe"))
        default_storage.delete(name)
    except OSError as exc:
        mend = "Make the data folder writable and see that its disk has room."
        return Finding("Storage", f"cannot be written: {exc}", mend)
    return Finding("Storage", "can be written")


def check_model() -> Finding:
    try:
        embedder = library_embedder()
    except EmbedderChangedError as exc:
        return Finding("Embedder", "is not this library's", str(exc))
    except DatabaseError:
        return Finding("Embedder", "not looked at", "Mend the database first.")
    except (OSError, ValueError) as exc:
        mend = "Install the requirements again, or mend EMBEDDING_MODEL_PATH."
        return Finding("Embedder", f"cannot be loaded: {exc}", mend)
    return Finding("Embedder", f"{embedder.model}, {embedder.dimensions} dimensions")


def check_addresses() -> Finding:
    app = urlsplit(settings.APP_URL)
    mend = ""
    if app.scheme not in ("http", "https") or not app.hostname:
        mend = "Write it like https://library.example.org"
    elif app.path:
        mend = "Leave out the path: pdfsum is served from the root of its host."
    elif settings.PDFSUM_HOST != "127.0.0.1" and app.hostname == "127.0.0.1":
        mend = "Set APP_URL to the address that people type, or logins will fail."
    return Finding("Address", f"APP_URL is {settings.APP_URL}", mend)
