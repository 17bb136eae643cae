"""The bytes of PDFs: kept once per content, in whatever storage is configured."""

import logging
import os
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO, Any
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from library.errors import StoredFileMissingError
from library.models import Document, StoredFile
from pdfsum.lib.disk import told_when_full

logger = logging.getLogger(__name__)

# A file without a row may belong to an upload whose transaction is still open.
ORPHAN_AGE = timedelta(hours=1)
# 200 MB over a slow line take an hour; nobody waits for a day.
LONGEST_UPLOAD = timedelta(days=1)
# The copies without encryption, each of one document.
UNLOCKED = "unlocked"


def name_of(digest: str) -> str:
    """Where the bytes of this SHA-256 lie. Two letters keep folders small."""
    return f"pdfs/{digest[:2]}/{digest}.pdf"


def keep(file: "File[Any]", *, digest: str, size: int) -> StoredFile:
    """Store the bytes. Call inside a transaction.

    Bytes that are stored already are stored again, in their place: who uploads what
    somebody else has must not be answered sooner, and a file that a full disk or a
    power cut has damaged is mended. Renaming is atomic, so its readers see no gap.

    The file is written before the row is committed: a crash in between leaves a
    file without a row, which `delete_orphaned_files` finds, never a row without
    its file. The lock on the hash keeps a deletion of the same bytes out.
    """
    lock(digest)
    stored = StoredFile(sha256=digest, name=_save(name_of(digest), file), size=size)
    StoredFile.objects.bulk_create(
        [stored],
        update_conflicts=True,
        unique_fields=["sha256"],
        update_fields=["name", "size", "state"],
    )
    return stored


def open_stored(stored: StoredFile) -> IO[bytes]:
    """The bytes, opened for reading. Raise `StoredFileMissingError` if gone."""
    return _open(stored.name)


@contextmanager
def local_copy(source: Document | StoredFile) -> Iterator[Path]:
    """What is to be read, as a file of this machine, or a passing copy of it.

    Of a document, its own copy without encryption if there is one. Should that be
    lost, the file as it was uploaded: then its password is asked for again. Raises
    `StoredFileMissingError`.
    """
    name = _name_to_read(source)
    path = _local_path(name)
    if path is not None:
        if not path.is_file():
            raise StoredFileMissingError
        yield path
        return
    with NamedTemporaryFile(suffix=".pdf") as copy:
        with _open(name) as stored:
            shutil.copyfileobj(stored, copy)
        copy.flush()
        yield Path(copy.name)


@contextmanager
def passing_path() -> Iterator[Path]:
    """A name in a private folder beside the storage; what is there then is deleted.

    What a killed process leaves behind is an abandoned upload. A disk that gets full
    is told as `DiskFullError`.
    """
    path = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"{uuid4()}.pdf"
    try:
        with told_when_full():
            yield path
    finally:
        path.unlink(missing_ok=True)


def keep_unlocked(document: Document, copy: Path) -> str:
    """Move a copy without encryption into the storage and return its name.

    Call inside the transaction that saves the name: a crash before its end leaves a
    file that no document names, which `delete_orphaned_copies` finds.
    """
    name = f"{UNLOCKED}/{document.pk}.pdf"
    lock(name)
    default_storage.delete(name)
    with copy.open("rb") as file:
        # The row that will name these bytes survives a power cut; so must they.
        os.fsync(file.fileno())
        return _save(name, _MovableFile(file))


def keep_once(name: str, content: bytes) -> None:
    """Keep these bytes under a name, whole or not at all, unless something is there.

    For what can be made again: of two writers at once, one is kept. Raises
    `DiskFullError`.
    """
    with passing_path() as path:
        path.write_bytes(content)
        with path.open("rb") as file:
            saved = _save(name, _MovableFile(file))
    if saved != name:
        default_storage.delete(saved)


def delete_orphaned_copies() -> int:
    """Delete the copies without encryption that no document names, and count them.

    They are those of documents deleted for good, and of crashes while unlocking.
    """
    if not default_storage.exists(UNLOCKED):
        return 0
    _, files = default_storage.listdir(UNLOCKED)
    names = {f"{UNLOCKED}/{file}" for file in files}
    known = Document.objects.filter(unlocked_name__in=names)
    orphaned = names - set(known.values_list("unlocked_name", flat=True))
    return sum(map(_delete_if_unnamed, orphaned))


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


def delete_unused(pks: Iterable[int]) -> None:
    """Of these stored files, delete those that no document points to any more."""
    unused = StoredFile.objects.without_documents().filter(pk__in=list(pks))
    for stored in unused.order_by("pk"):
        _delete_if_unused(stored)


def delete_copies(names: Iterable[str]) -> None:
    """Delete the copies without encryption of documents that are gone for good."""
    for name in names:
        default_storage.delete(name)


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
    `delete()` would ask twice more what the lock holds still: thousands of documents
    take this for each of them.
    """
    lock(stored.sha256)
    unused = StoredFile.objects.without_documents().filter(pk=stored.pk)
    if unused._raw_delete(unused.db):
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


@transaction.atomic
def _delete_if_unnamed(name: str) -> int:
    lock(name)
    recent = timezone.now() - ORPHAN_AGE
    if default_storage.get_modified_time(name) > recent:
        return 0
    if Document.objects.filter(unlocked_name=name).exists():
        return 0
    default_storage.delete(name)
    logger.info("Deleted the orphaned copy %s.", name)
    return 1


class _MovableFile(File):  # type: ignore[type-arg]
    """A file that a storage on the same disk renames instead of copying it."""

    def temporary_file_path(self) -> str:
        return str(self.name)


def _save(name: str, file: "File[Any]") -> str:
    with told_when_full():
        return default_storage.save(name, file)


def _open(name: str) -> IO[bytes]:
    try:
        return default_storage.open(name, "rb")
    except FileNotFoundError as exc:
        raise StoredFileMissingError from exc


def _name_to_read(source: Document | StoredFile) -> str:
    if isinstance(source, StoredFile):
        return source.name
    unlocked = source.unlocked_name
    if unlocked and default_storage.exists(unlocked):
        return unlocked
    return source.stored_file.name


def _local_path(name: str) -> Path | None:
    try:
        return Path(default_storage.path(name))
    except NotImplementedError:  # A storage elsewhere, such as S3.
        return None
