"""What people know better about a document than its PDF."""

from datetime import date
from typing import Any, TypedDict

from django.db import transaction
from django.db.models.functions import Now

from library.actions.documents import check_writable, lock_document
from library.document_meta import forget_document_meta
from library.errors import InTrashError
from library.models import Document
from library.processing.describing import PERSON
from library.processing.retitling import retitle_passages
from pdfsum.accounts.models import User


class DocumentChanges(TypedDict, total=False):
    """The fields to be changed, and no others."""

    title: str
    authors: str
    document_date: date | None
    doi: str


@transaction.atomic
def edit_document(
    *, user: User, document: Document, changes: DocumentChanges
) -> Document:
    """Set what a document is called, by whom, of when, and its DOI.

    What differs from before counts as a person's from then on, and reading the
    document anew leaves it alone. A new title is found by search at once. Raises
    `NotAllowedError` or `InTrashError`.
    """
    check_writable(user, document)
    locked = lock_document(document.pk)
    if locked.trashed_at:
        raise InTrashError
    new: dict[str, Any] = {
        name: value for name, value in changes.items() if value != getattr(locked, name)
    }
    if not new:
        return locked
    new["fact_sources"] = locked.fact_sources | {
        name: {"source": PERSON} for name in new
    }
    for name, value in new.items():
        setattr(locked, name, value)
    Document.objects.filter(pk=locked.pk).update(**new, updated_at=Now())
    forget_document_meta(locked.pk)
    if "title" in new:
        retitle_passages(locked)
    return locked
