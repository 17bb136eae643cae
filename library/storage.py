"""The bytes of PDFs: kept once per content, in whatever storage is configured."""

import errno
import logging
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from library.errors import StoredFileMissingError
from library.models import StoredFile
from pdfsum.lib.errors import DiskFullError

logger = logging.getLogger(__name__)

# A file without a row may belong to an upload whose transaction is still open.
ORPHAN_AGE = timedelta(hours=1)
# 200 MB over a slow line take an hour; nobody waits for a day.
LONGEST_UPLOAD = timedelta(days=1)


def name_of(digest: str) -> str:
    """Where the bytes of this SHA-256 lie. Two letters keep folders small."""
    return f"pdfs/{digest[:2]}/{digest}.pdf"


def keep(file: "File[Any]", *, digest: str, size: int) -> StoredFile:
    """Store the bytes, or find them stored. Call inside a transaction.

    The file is written before the row is committed: a crash in between leaves a
    file without a row, which `delete_orphaned_files` finds, never a row without
    its file. The lock on the hash keeps a deletion of the same bytes out.
    """
    lock(digest)
    name = name_of(digest)
    if not _is_whole(name, size):
        name = _save(name, file)
    stored, _ = StoredFile.objects.update_or_create(
        sha256=digest,
        defaults={"name": name, "size": size, "state": StoredFile.State.STORED},
    )
    return stored


def open_stored(stored: StoredFile) -> IO[bytes]:
    """The bytes, opened for reading. Raise `StoredFileMissingError` if gone."""
    try:
        return default_storage.open(stored.name, "rb")
    except FileNotFoundError as exc:
        raise StoredFileMissingError from exc


@contextmanager
def local_copy(stored: StoredFile) -> Iterator[Path]:
    """The bytes as a file of this machine: the stored one, or a passing copy of it."""
    path = _local_path(stored)
    if path is not None:
        yield path
        return
    with NamedTemporaryFile(suffix=".pdf") as copy, open_stored(stored) as source:
        shutil.copyfileobj(source, copy)
        copy.flush()
        yield Path(copy.name)


def delete_orphaned_files() -> int:
    """Delete stored files that no row speaks of, and count them."""
    deleted = 0
    if not default_storage.exists("pdfs"):
        return deleted
    folders, _ = default_storage.listdir("pdfs")
    for folder in folders:
        _, files = default_storage.listdir(f"pdfs/{folder}")
        names = {f"pdfs/{folder}/{file}" for file in files}
        known = StoredFile.objects.filter(name__in=names).values_list("name", flat=True)
        for name in names - set(known):
            deleted += _delete_if_orphaned(name)
    return deleted


def delete_unused_files() -> None:
    """Delete stored files whose last document was deleted."""
    old = timezone.now() - ORPHAN_AGE
    for stored in StoredFile.objects.without_documents().filter(created_at__lt=old):
        _delete_if_unused(stored)


def delete_abandoned_uploads() -> None:
    """Delete spooled uploads that a killed web process left behind."""
    old = time.time() - LONGEST_UPLOAD.total_seconds()
    for path in Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir():
        with suppress(FileNotFoundError):  # That upload has just ended.
            if path.stat().st_mtime < old:
                path.unlink()
                logger.info("Deleted an abandoned upload.")


def lock(digest: str) -> None:
    """Hold this hash until the transaction ends, against uploads and deletions."""
    key = int.from_bytes(sha256(digest.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


@transaction.atomic
def _delete_if_unused(stored: StoredFile) -> None:
    """The file goes before the row is committed away.

    The other way round, an upload between the two would find the file, and lose it.
    """
    lock(stored.sha256)
    unused = StoredFile.objects.without_documents().filter(pk=stored.pk)
    if unused.exists():
        unused.delete()
        default_storage.delete(stored.name)
        logger.info("Deleted the unused file %s.", stored.name)


@transaction.atomic
def _delete_if_orphaned(name: str) -> int:
    digest = name.rpartition("/")[2].removesuffix(".pdf")
    lock(digest)
    recent = timezone.now() - ORPHAN_AGE
    if default_storage.get_modified_time(name) > recent:
        return 0
    if StoredFile.objects.filter(name=name).exists():
        return 0
    default_storage.delete(name)
    logger.info("Deleted the orphaned file %s.", name)
    return 1


def _save(name: str, file: "File[Any]") -> str:
    try:
        return default_storage.save(name, file)
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            raise DiskFullError from exc
        raise


def _local_path(stored: StoredFile) -> Path | None:
    try:
        return Path(default_storage.path(stored.name))
    except NotImplementedError:  # A storage elsewhere, such as S3.
        return None


def _is_whole(name: str, size: int) -> bool:
    """A shorter file is what a full disk or a power cut left behind."""
    if not default_storage.exists(name):
        return False
    if default_storage.size(name) == size:
        return True
    default_storage.delete(name)
    return False
