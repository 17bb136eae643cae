"""A newer file in the place of a document, which keeps what people gave it."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, models, transaction
from django.db.models.functions import Now

from library import storage
from library.actions.documents import check_writable, lock_document
from library.actions.purging import delete_locked
from library.actions.uploads import add_document, check_upload, clean_filename
from library.document_meta import forget_document_meta
from library.errors import (
    AlreadyProcessingError,
    DifferentLibrariesError,
    InTrashError,
    IsVersionError,
    NoVersionError,
    VersionNotReadError,
    VersionProcessingError,
    VersionWaitsError,
)
from library.models import Document, DocumentTag, NearDuplicate
from library.pictures import delete_pictures
from library.processing.describing import FIELDS, is_from_person
from library.processing.retitling import retitle_passages
from library.processing.twins import note_twins
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.uploads import HashedUpload

# What belongs to the file, and so is the newer one's from now on.
TAKEN_OVER = (
    "stored_file_id",
    "unlocked_name",
    "file_hash",
    "size",
    "filename",
    "page_count",
    "word_count",
    "language",
    "status",
    "error_code",
    "error_detail",
    "warnings",
    "current_run_id",
    "current_text_id",
    "processed_at",
)

# What is told apart by more than its document, and so cannot change it by itself.
OF_ITS_OWN = (Document, DocumentTag, NearDuplicate)


def upload_version(*, user: User, document: Document, upload: HashedUpload) -> Document:
    """Add a file that is to replace the document's, once somebody confirms it.

    It is processed like any other and stands in no list meanwhile. Raises what
    `upload_document` raises, also when the bytes are those that the document has, and
    `VersionWaitsError` while another one waits.
    """
    check_writable(user, document)
    check_upload(user=user, upload=upload, library=document.library)
    try:
        return _add_version(user, document, upload)
    except IntegrityError as exc:
        # The same bytes, or another version, came between the check and the insert.
        check_upload(user=user, upload=upload, library=document.library)
        raise VersionWaitsError from exc


@transaction.atomic
def _add_version(user: User, document: Document, upload: HashedUpload) -> Document:
    locked = _lock(document.pk)
    if _waiting(locked):
        raise VersionWaitsError
    return add_document(
        user=user,
        upload=upload,
        library=document.library,
        filename=clean_filename(upload.name or ""),
        title="",
        tags=(),
        idempotency_key="",
        in_bulk=False,
        replaces=locked,
    )


@transaction.atomic
def confirm_version(*, user: User, document: Document) -> Document:
    """Put the waiting version in the document's place. Its old file goes.

    Id, folder, tags, chats and links stay, and so does what a person has set. The text
    that citations quote stays too. Raises `NoVersionError`, `VersionProcessingError`,
    `VersionNotReadError`, `AlreadyProcessingError` or `InTrashError`.
    """
    check_writable(user, document)
    locked = _lock(document.pk)
    newer = _waiting(locked)
    if newer is None:
        raise NoVersionError
    _take_over(locked, newer)
    return locked


@transaction.atomic
def discard_version(*, user: User, document: Document) -> None:
    """Delete the waiting version for good. The document stays as it is."""
    check_writable(user, document)
    locked = lock_document(document.pk)
    newer = _waiting(locked)
    if newer is None:
        raise NoVersionError
    delete_locked([newer])


@transaction.atomic
def replace_document(*, user: User, document: Document, newer: Document) -> Document:
    """Put one document of a library in the place of another one, at once.

    `newer` is no document of its own any more: what people gave it, tags and chats, is
    the other's from now on. Raises what `confirm_version` raises.
    """
    for one in (document, newer):
        check_writable(user, one)
    if document.library_id != newer.library_id or document.pk == newer.pk:
        raise DifferentLibrariesError
    # In the order of ids, as everybody locks documents.
    locked = {pk: _lock(pk) for pk in sorted((document.pk, newer.pk))}
    if any(map(_waiting, locked.values())):
        raise VersionWaitsError
    _take_over(locked[document.pk], locked[newer.pk])
    return locked[document.pk]


def _lock(pk: UUID) -> Document:
    """The row as it is now. The second of two clicks sees what the first has done."""
    locked = lock_document(pk)
    if locked.trashed_at:
        raise InTrashError
    if locked.replaces_id:
        raise IsVersionError
    return locked


def _waiting(document: Document) -> Document | None:
    waiting = Document.objects.filter(replaces=document.pk)
    return waiting.select_for_update().first()


def _take_over(document: Document, newer: Document) -> None:
    """Both are locked. One UPDATE for each table, however long the documents are."""
    if newer.is_unfinished:
        raise VersionProcessingError
    if not newer.is_readable:
        raise VersionNotReadError
    if document.is_unfinished:
        raise AlreadyProcessingError
    stored_id, unlocked_name = document.stored_file_id, document.unlocked_name
    document.passages.all().delete_unseen()
    document.summaries.all().delete()
    _move_rows(newer, document)
    _move_tags(newer, document)
    _take_fields(document, newer)
    # Its copy without a password and its rows belong to the document now.
    newer.unlocked_name = ""
    delete_locked([newer])
    forget_document_meta(document.pk)
    forget_tag_counts(document.library_id)

    def clean_up() -> None:
        storage.delete_unused([stored_id])
        storage.delete_copies([unlocked_name] if unlocked_name else [])
        delete_pictures(document.pk)
        note_twins(document)

    # What fails there is done within the hour, or by the next reading.
    transaction.on_commit(clean_up, robust=True)


def _move_rows(newer: Document, document: Document) -> None:
    """What refers to the one refers to the other: readings, passages, jobs, citations.

    Found by the relations, since other apps have some of them.
    """
    for relation in Document._meta.get_fields(include_hidden=True):
        if not isinstance(relation, models.ForeignObjectRel):
            continue
        model: Any = relation.related_model
        if relation.many_to_many:
            _move_links(relation, newer, document)
        elif not model._meta.auto_created and model not in OF_ITS_OWN:
            rows = model._default_manager.filter(**{relation.field.name: newer.pk})
            rows.update(**{relation.field.name: document.pk})


def _move_links(relation: Any, newer: Document, document: Document) -> None:
    """Rows of a table between: those that the document has already stay behind."""
    through, name = relation.through, relation.field.m2m_reverse_field_name()
    other = relation.field.m2m_field_name()
    links = through._default_manager
    known = links.filter(**{name: document.pk}).values(f"{other}_id")
    mine = links.filter(**{name: newer.pk}).exclude(**{f"{other}_id__in": known})
    mine.update(**{name: document.pk})


def _move_tags(newer: Document, document: Document) -> None:
    """Those that a person put on; suggestions were for a document that is no more."""
    tags = [
        link.tag
        for link in newer.document_tags.filter(suggested=False).select_related("tag")
    ]
    DocumentTag.objects.put_on(document, tags)


def _take_fields(document: Document, newer: Document) -> None:
    kept_title = document.title if is_from_person(document, "title") else ""
    sources = dict(newer.fact_sources)
    for name in FIELDS:
        if is_from_person(document, name):
            sources[name] = document.fact_sources.get(name, {"source": "person"})
        else:
            setattr(document, name, getattr(newer, name))
    document.fact_sources = sources
    for name in TAKEN_OVER:
        setattr(document, name, getattr(newer, name))
    # The same bytes are live once: until this transaction ends, nobody sees this.
    Document.objects.filter(pk=newer.pk).update(trashed_at=Now())
    names = [name.removesuffix("_id") for name in TAKEN_OVER]
    document.save(update_fields=[*FIELDS, "fact_sources", *names])
    Document.objects.filter(pk=document.pk).update(updated_at=Now())
    if kept_title and kept_title != newer.title:
        retitle_passages(document)
