"""PDFs on their way into a library: checked, kept, queued."""

from collections.abc import Iterable
from contextlib import closing
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from library import idempotency, storage
from library.actions.documents import restore_document
from library.actions.permissions import check_library_writable
from library.actions.runs import queue_run
from library.errors import (
    DuplicateDocumentError,
    DuplicateInTrashError,
    EmptyFileError,
    FileTooLargeError,
    FolderGoneError,
    FolderOfOtherLibraryError,
    NotAPdfError,
    TwinError,
    VersionTwinError,
)
from library.models import Document, DocumentTag, Folder, Library, Tag
from library.sample import open_sample
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.text import printable
from pdfsum.lib.uploads import HashedUpload

# Readers accept the header anywhere in the first 1,024 bytes
# (PDF Reference 1.7, appendix H, implementation note 13).
HEADER_WINDOW = 1024


def upload_document(
    *,
    user: User,
    upload: HashedUpload,
    library: Library | None = None,
    title: str = "",
    folder: Folder | None = None,
    tags: Iterable[str] = (),
    idempotency_key: str = "",
    in_bulk: bool = False,
) -> Document:
    """Add a PDF to a library of `user` (their own by default) and queue it.

    A key that came with the same bytes before gets the document made then. `in_bulk`:
    one of many that nobody waits for, behind those that somebody does.

    Raises `NotAPdfError`, `EmptyFileError`, `FileTooLargeError`,
    `DuplicateDocumentError`, `DuplicateInTrashError`, `NotAllowedError`,
    `FolderOfOtherLibraryError`, `FolderGoneError` or `IdempotencyKeyReusedError`.
    """
    digest, key = upload.sha256, idempotency_key
    recall = partial(idempotency.recall, user=user, key=key, file_hash=digest)
    if earlier := recall():
        return earlier
    try:
        return _upload_new(
            user=user,
            upload=upload,
            library=library,
            title=title.strip(),
            folder=folder,
            tags=tags,
            idempotency_key=key,
            in_bulk=in_bulk,
        )
    except (TwinError, IntegrityError):
        # The request may have come twice at once: then the other one was faster.
        if earlier := recall():
            return earlier
        raise


def _upload_new(
    *,
    user: User,
    upload: HashedUpload,
    library: Library | None,
    folder: Folder | None,
    **fields: Any,
) -> Document:
    library = check_upload(user=user, upload=upload, library=library)
    if folder and folder.library_id != library.pk:
        raise FolderOfOtherLibraryError
    try:
        return add_document(
            user=user,
            upload=upload,
            library=library,
            filename=clean_filename(upload.name or ""),
            folder=folder,
            **fields,
        )
    except IntegrityError:
        # Between the check and the insert somebody uploaded the same bytes, or deleted
        # the folder.
        _refuse_duplicate(library, upload.sha256)
        if folder and not Folder.objects.filter(pk=folder.pk).exists():
            raise FolderGoneError from None
        raise


def check_upload(
    *, user: User, upload: HashedUpload, library: Library | None = None
) -> Library:
    """The library that would take this file, or the error of `upload_document`."""
    _check_content(upload, clean_filename(upload.name or ""))
    library = library or Library.objects.private_to(user)
    check_library_writable(user, library.pk)
    _refuse_duplicate(library, upload.sha256)
    return library


@transaction.atomic
def add_document(
    *,
    user: User,
    upload: HashedUpload,
    library: Library,
    tags: Iterable[str],
    idempotency_key: str,
    in_bulk: bool,
    **fields: Any,
) -> Document:
    """File, row and job of an upload that was checked; a race is `IntegrityError`."""
    size = upload.size or 0
    stored = storage.keep(upload, digest=upload.sha256, size=size)
    document = Document(
        library=library,
        added_by=user,
        stored_file=stored,
        file_hash=upload.sha256,
        size=size,
        **fields,
    )
    document.title = document.title[:300] or document.title_from_filename
    document.save(force_insert=True)
    DocumentTag.objects.put_on(document, Tag.objects.named(library.pk, tags))
    idempotency.remember(user=user, key=idempotency_key, document=document)
    queue_run(document, attempt=1, in_bulk=in_bulk)
    forget_tag_counts(library.pk)
    return document


def add_sample_document(*, user: User) -> Document:
    """Add the sample PDF to the user's own library, or find it there."""
    filename, file = open_sample()
    with file:
        upload = HashedUpload.of(filename, file.read())
    try:
        with closing(upload):
            return upload_document(user=user, upload=upload)
    except DuplicateDocumentError as exc:
        return exc.existing
    except DuplicateInTrashError as exc:
        return restore_document(user=user, document=exc.existing)


def clean_filename(name: str) -> str:
    """The last part of a path, without control characters, at most 255 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return printable(last).strip()[-255:] or "document.pdf"


def _check_content(upload: HashedUpload, filename: str) -> None:
    if not upload.size:
        raise EmptyFileError(filename)
    if upload.size > settings.PDFSUM_MAX_UPLOAD_MB * 1024 * 1024:
        raise FileTooLargeError(filename, settings.PDFSUM_MAX_UPLOAD_MB)
    upload.seek(0)
    head = upload.read(HEADER_WINDOW)
    upload.seek(0)
    if b"%PDF-" not in head:
        raise NotAPdfError(filename)


def _refuse_duplicate(library: Library, digest: str) -> None:
    twins = Document.objects.with_bytes(library, digest)
    waiting = twins.exclude(replaces=None).select_related("replaces").first()
    if waiting and waiting.replaces:
        raise VersionTwinError(waiting.replaces)
    if live := twins.live().first():
        raise DuplicateDocumentError(live)
    if trashed := twins.trashed().newest_first().first():
        raise DuplicateInTrashError(trashed)
