"""Documents into the trash, out of it, and through the workers again."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from library.actions.runs import queue_run
from library.document_meta import forget_document_meta
from library.errors import (
    AlreadyProcessingError,
    DocumentGoneError,
    InTrashError,
    NotAllowedError,
    RestoreConflictError,
    RestoreInterruptedError,
)
from library.models import Document
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User


def trash_document(*, user: User, document: Document) -> None:
    """Move a document to the trash. Twice is the same as once."""
    check_writable(user, document)
    Document.objects.live().filter(pk=document.pk).update(
        trashed_at=Now(), updated_at=Now()
    )
    _forget(document)


def restore_document(*, user: User, document: Document) -> Document:
    """Take a document out of the trash.

    Raises `RestoreConflictError` when the same file is live again: the constraint
    decides, so a race with an upload ends the same way. A twin that is trashed right
    then gives way; should another take its place, `RestoreInterruptedError`.
    """
    check_writable(user, document)
    if not _restore(document) and not _restore(document):
        raise RestoreInterruptedError
    _forget(document)
    try:
        document.refresh_from_db()
    except Document.DoesNotExist as exc:
        raise DocumentGoneError from exc
    return document


def _restore(document: Document) -> bool:
    """False when a twin was in the way and is not any more."""
    trashed = Document.objects.trashed().filter(pk=document.pk)
    try:
        with transaction.atomic():
            trashed.update(trashed_at=None, updated_at=Now())
    except IntegrityError as exc:
        twin = (
            Document.objects.with_bytes(document.library, document.file_hash)
            .live()
            .first()
        )
        if twin is None:
            return False
        raise RestoreConflictError(twin) from exc
    return True


@transaction.atomic
def reprocess_document(*, user: User, document: Document) -> Document:
    """Read a document anew. What it has now stays until the new reading is whole."""
    check_writable(user, document)
    locked = lock_document(document.pk)
    if locked.trashed_at:
        raise InTrashError
    if locked.is_unfinished:
        raise AlreadyProcessingError
    queue_run(locked, attempt=1)
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
        queue_run(document, attempt=1, in_bulk=True)
    return len(finished)


def _forget(document: Document) -> None:
    """After the write, which may be in no transaction."""
    forget_document_meta(document.pk)
    forget_tag_counts(document.library_id)


def lock_document(pk: UUID) -> Document:
    """The row as it is now, which nobody else changes until the transaction ends.

    Raises `DocumentGoneError` when it was deleted for good since it was looked up.
    """
    try:
        return Document.objects.select_for_update().get(pk=pk)
    except Document.DoesNotExist as exc:
        raise DocumentGoneError from exc


def check_writable(user: User, document: Document) -> None:
    """Raise `NotAllowedError` for readers. Costs a query.

    Raises `DocumentGoneError` for what was deleted for good since it was looked up.
    """
    if not Document.objects.writable_by(user).filter(pk=document.pk).exists():
        if Document.objects.filter(pk=document.pk).exists():
            raise NotAllowedError
        raise DocumentGoneError
