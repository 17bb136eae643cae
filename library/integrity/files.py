"""Stored files against their rows, both ways."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from hashlib import file_digest
from typing import Any

from django.core.files.storage import default_storage
from django.utils import timezone

from library import storage
from library.actions import reprocess_documents
from library.integrity.check import Check
from library.models import Document, StoredFile
from pdfsum.lib.batches import pk_batches

State = StoredFile.State
Judge = Callable[[StoredFile], bool]


def file_checks(*, with_hashes: bool) -> list[Check]:
    """`with_hashes` compares the bytes of every file with its SHA-256."""
    return [
        Check(
            "Stored files that are missing",
            "each is marked as missing",
            partial(_files, State.STORED, _is_missing),
            partial(_mark, State.MISSING),
        ),
        Check(
            "Stored files whose bytes are not those that were uploaded",
            "each is marked as missing",
            partial(_files, State.STORED, partial(_is_damaged, by_hash=with_hashes)),
            partial(_mark, State.MISSING),
        ),
        Check(
            "Stored files marked as missing that are there again",
            "each is marked as stored",
            partial(_files, State.MISSING, _is_whole),
            partial(_mark, State.STORED),
        ),
        Check(
            "Stored files marked as missing",
            "put them back from a backup, then run this with --fix",
            partial(_files, State.MISSING, lambda stored: not _is_whole(stored)),
        ),
        Check(
            "Files in the storage that no row names",
            "each is deleted",
            _orphaned_files,
            lambda batch: storage.delete_orphaned_files(),
        ),
        Check(
            "Stored files of no document",
            "each is deleted",
            _unused_files,
            lambda batch: storage.delete_unused_files(),
        ),
        Check(
            "Copies without encryption that no document names",
            "each is deleted",
            _orphaned_copies,
            lambda batch: storage.delete_orphaned_copies(),
        ),
        Check(
            "Documents whose copy without encryption is missing",
            "each is read again and asks for its password",
            _documents_without_copy,
            _ask_for_password,
        ),
    ]


def _files(state: State, is_it: Judge) -> Iterator[list[int]]:
    for pks in pk_batches(StoredFile.objects.filter(state=state)):
        files = StoredFile.objects.filter(pk__in=pks).order_by("pk")
        if batch := [stored.pk for stored in files if is_it(stored)]:
            yield batch


def _is_missing(stored: StoredFile) -> bool:
    return not default_storage.exists(stored.name)


def _is_damaged(stored: StoredFile, *, by_hash: bool) -> bool:
    if _is_missing(stored):
        return False
    if default_storage.size(stored.name) != stored.size:
        return True
    return by_hash and not _has_its_hash(stored)


def _is_whole(stored: StoredFile) -> bool:
    return not _is_missing(stored) and not _is_damaged(stored, by_hash=True)


def _has_its_hash(stored: StoredFile) -> bool:
    with default_storage.open(stored.name, "rb") as file:
        return file_digest(file, "sha256").hexdigest() == stored.sha256


def _mark(state: State, pks: list[int]) -> None:
    StoredFile.objects.filter(pk__in=pks).update(state=state)


def _orphaned_files() -> Iterator[list[str]]:
    if not default_storage.exists("pdfs"):
        return
    for folder in default_storage.listdir("pdfs")[0]:
        names = _old_names(f"pdfs/{folder}")
        named = StoredFile.objects.filter(name__in=names)
        if orphaned := names - set(named.values_list("name", flat=True)):
            yield sorted(orphaned)


def _unused_files() -> Iterator[list[int]]:
    unused = StoredFile.objects.without_documents()
    yield from pk_batches(unused.filter(created_at__lt=_old()))


def _orphaned_copies() -> Iterator[list[str]]:
    if not default_storage.exists(storage.UNLOCKED):
        return
    names = _old_names(storage.UNLOCKED)
    named = Document.objects.filter(unlocked_name__in=names)
    if orphaned := names - set(named.values_list("unlocked_name", flat=True)):
        yield sorted(orphaned)


def _documents_without_copy() -> Iterator[list[Any]]:
    for pks in pk_batches(Document.objects.live().exclude(unlocked_name="")):
        named = Document.objects.filter(pk__in=pks).values_list("pk", "unlocked_name")
        if batch := [pk for pk, name in named if not default_storage.exists(name)]:
            yield batch


def _ask_for_password(pks: list[Any]) -> None:
    documents = Document.objects.filter(pk__in=pks)
    documents.update(unlocked_name="")
    reprocess_documents(documents=documents)


def _old_names(folder: str) -> set[str]:
    """Old enough that no transaction is open that will name them."""
    names = (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
    old = _old()
    return {name for name in names if default_storage.get_modified_time(name) < old}


def _old() -> datetime:
    return timezone.now() - storage.ORPHAN_AGE
