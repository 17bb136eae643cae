"""Writes with side effects or of more than one row, for pages, API and commands."""

import logging
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from library import idempotency, queue, storage
from library.errors import (
    AlreadyProcessingError,
    DuplicateDocumentError,
    DuplicateInTrashError,
    EmptyFileError,
    FileTooLargeError,
    FolderOfOtherLibraryError,
    InTrashError,
    NotAllowedError,
    NotAPdfError,
    RestoreConflictError,
    RestoreInterruptedError,
    TwinError,
)
from library.models import (
    Document,
    DocumentTag,
    Folder,
    Library,
    ProcessingRun,
    Tag,
)
from library.models.documents import DocumentQuerySet
from library.processing.heartbeat import SILENCE
from library.sample import open_sample
from pdfsum.accounts.models import User
from pdfsum.lib.uploads import HashedUpload

# Readers accept the header anywhere in the first 1,024 bytes
# (PDF Reference 1.7, appendix H, implementation note 13).
HEADER_WINDOW = 1024
# A message that was not taken for so long, with an empty queue, was lost.
LOST_MESSAGE = timedelta(seconds=10)
MAX_ATTEMPTS = 3
BATCH = 500

logger = logging.getLogger(__name__)


def upload_document(
    *,
    user: User,
    upload: HashedUpload,
    library: Library | None = None,
    title: str = "",
    folder: Folder | None = None,
    tags: Iterable[str] = (),
    idempotency_key: str = "",
) -> Document:
    """Add a PDF to a library of `user` (their own by default) and queue it.

    A key that came with the same bytes before gets the document made then.

    Raises `NotAPdfError`, `EmptyFileError`, `FileTooLargeError`,
    `DuplicateDocumentError`, `DuplicateInTrashError`, `NotAllowedError`,
    `FolderOfOtherLibraryError` or `IdempotencyKeyReusedError`.
    """
    recall = partial(
        idempotency.recall,
        user=user,
        key=idempotency_key,
        file_hash=upload.sha256,
    )
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
            idempotency_key=idempotency_key,
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
    filename = clean_filename(upload.name or "")
    _check_content(upload, filename)
    library = library or Library.objects.private_to(user)
    if not Library.objects.writable_by(user).filter(pk=library.pk).exists():
        raise NotAllowedError
    if folder and folder.library_id != library.pk:
        raise FolderOfOtherLibraryError
    _refuse_duplicate(library, upload.sha256)
    try:
        return _add_document(
            user=user,
            upload=upload,
            library=library,
            filename=filename,
            folder=folder,
            **fields,
        )
    except IntegrityError:
        # Somebody uploaded the same bytes between the check and the insert.
        _refuse_duplicate(library, upload.sha256)
        raise


@transaction.atomic
def _add_document(
    *,
    user: User,
    upload: HashedUpload,
    library: Library,
    tags: Iterable[str],
    idempotency_key: str,
    **fields: Any,
) -> Document:
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
    _queue_run(document, attempt=1)
    return document


def trash_document(*, user: User, document: Document) -> None:
    """Move a document to the trash. Twice is the same as once."""
    _check_writable(user, document)
    Document.objects.live().filter(pk=document.pk).update(
        trashed_at=Now(), updated_at=Now()
    )


def restore_document(*, user: User, document: Document) -> Document:
    """Take a document out of the trash.

    Raises `RestoreConflictError` when the same file is live again: the constraint
    decides, so a race with an upload ends the same way. A twin that is trashed right
    then gives way; should another take its place, `RestoreInterruptedError`.
    """
    _check_writable(user, document)
    if not _restore(document) and not _restore(document):
        raise RestoreInterruptedError
    document.refresh_from_db()
    return document


def _restore(document: Document) -> bool:
    """False when a twin was in the way and is not any more."""
    trashed = Document.objects.trashed().filter(pk=document.pk)
    try:
        with transaction.atomic():
            trashed.update(trashed_at=None, updated_at=Now())
    except IntegrityError as exc:
        twin = _twins(document.library, document.file_hash).live().first()
        if twin is None:
            return False
        raise RestoreConflictError(twin) from exc
    return True


@transaction.atomic
def reprocess_document(*, user: User, document: Document) -> Document:
    """Read a document anew. What it has now stays until the new reading is whole."""
    _check_writable(user, document)
    locked = Document.objects.select_for_update().get(pk=document.pk)
    if locked.trashed_at:
        raise InTrashError
    if locked.is_unfinished:
        raise AlreadyProcessingError
    _queue_run(locked, attempt=1)
    return locked


@transaction.atomic
def reprocess_documents(*, documents: QuerySet[Document]) -> int:
    """For operators: read finished documents anew, whoever owns them.

    Without joins: PostgreSQL does not lock the nullable side of one.
    """
    finished = (
        documents.exclude(status__in=Document.UNFINISHED)
        .select_related(None)
        .select_for_update(of=("self",))
        .order_by("pk")
    )
    for document in finished:
        _queue_run(document, attempt=1)
    return len(finished)


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


def requeue_stuck() -> int:
    """Queue again what a dead worker or a lost message left behind, and count it."""
    requeued = 0
    for run in ProcessingRun.objects.silent(longer_than=SILENCE):
        requeued += take_over(run)
    waiting = ProcessingRun.objects.waiting(longer_than=LOST_MESSAGE)
    if waiting.exists() and queue.is_empty():
        for document_id in waiting.values_list("document_id", flat=True)[:BATCH]:
            queue.enqueue_processing(document_id)
            requeued += 1
    return requeued


@transaction.atomic
def take_over(run: ProcessingRun) -> bool:
    """End a silent run and queue the next attempt, or give the document up.

    False when the run was not silent after all: the heartbeat is compared.
    """
    same = ProcessingRun.objects.filter(
        pk=run.pk, state=ProcessingRun.State.RUNNING, heartbeat_at=run.heartbeat_at
    )
    if not same.update(state=ProcessingRun.State.LOST, finished_at=Now()):
        return False
    logger.warning(
        "Document %s: the worker went silent while %s (attempt %s of %s).",
        run.document_id,
        run.stage,
        run.attempt,
        MAX_ATTEMPTS,
    )
    _try_again_or_give_up(
        run, "each time without a word. It may be too much for this machine."
    )
    return True


@transaction.atomic
def end_in_error(run: ProcessingRun) -> None:
    """End a run on an error that nobody expected, and queue the next attempt."""
    told = {"error_code": "internal_error", "error_detail": "The log says more."}
    running = ProcessingRun.objects.filter(pk=run.pk, state=ProcessingRun.State.RUNNING)
    if running.update(state=ProcessingRun.State.FAILED, finished_at=Now(), **told):
        _try_again_or_give_up(run, "each time by an error that the log names.")


def _try_again_or_give_up(run: ProcessingRun, how: str) -> None:
    """The next attempt, or a document that failed, naming stage and page."""
    if run.attempt < MAX_ATTEMPTS:
        _queue_run(run.document, attempt=run.attempt + 1)
        return
    page = min(run.pages_done + 1, run.pages_total)
    where = f"{run.stage} near page {page}" if page else run.stage
    Document.objects.filter(pk=run.document_id).update(
        status=Document.Status.FAILED,
        error_code="processing_stopped",
        error_detail=f"Processing stopped {run.attempt} times while {where}, {how}",
        updated_at=Now(),
    )


def _queue_run(document: Document, *, attempt: int) -> None:
    run = ProcessingRun.objects.create(document=document, attempt=attempt)
    document.current_run = run
    document.status = Document.Status.QUEUED
    document.error_code = document.error_detail = ""
    document.save(update_fields=["current_run", "status", "error_code", "error_detail"])
    queue.enqueue_processing(document.pk)


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
    twins = _twins(library, digest)
    if live := twins.live().first():
        raise DuplicateDocumentError(live)
    if trashed := twins.trashed().newest_first().first():
        raise DuplicateInTrashError(trashed)


def _twins(library: Library, digest: str) -> DocumentQuerySet:
    return Document.objects.filter(library=library, file_hash=digest)


def _check_writable(user: User, document: Document) -> None:
    if not Document.objects.writable_by(user).filter(pk=document.pk).exists():
        raise NotAllowedError


def clean_filename(name: str) -> str:
    """The last part of a path, without control characters, at most 255 long."""
    last = name.replace("\\", "/").rpartition("/")[2]
    printable = "".join(c for c in last if c.isprintable()).strip()
    return printable[-255:] or "document.pdf"
