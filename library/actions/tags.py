"""Tags: on documents and off them, suggestions answered, and the tags themselves.

Each takes the lock of the library's tags first and touches documents after that, so
that two of them wait for each other and never in a circle.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction
from django.db.models import Func, Value
from django.db.models.functions import Now

from library.actions.permissions import check_all_writable, check_library_writable
from library.document_meta import forget_document_meta
from library.errors import TagNameError
from library.models import Document, DocumentTag, Library, Tag
from library.models.document_queries import DocumentQuerySet
from library.models.tags import NAME_LENGTH, rejection_key, tidy_names
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.text import tidy_name


@transaction.atomic
def tag_documents(
    *, user: User, documents: Iterable[Document], names: Iterable[str]
) -> int:
    """Put tags of these names on documents as a person's; count the documents.

    Tags that a library has not are made. Documents in the trash are passed over.
    Raises `NotAllowedError` or `TagNameError` before anything is changed.
    """
    names = check_tag_names(names)
    count = 0
    for library, rows in _by_library(user, documents).items():
        tags = Tag.objects.named(library, names)
        DocumentTag.objects.put_on_each(rows, tags)
        _allow_again(_rows(rows), names)
        _forget(library, rows)
        count += len(rows)
    return count


@transaction.atomic
def untag_documents(
    *, user: User, documents: Iterable[Document], names: Iterable[str]
) -> int:
    """Take tags of these names off documents, whoever put them on; count as above.

    They are not suggested for these documents again.
    """
    names = tidy_names(names)
    count = 0
    for library, rows in _by_library(user, documents).items():
        Library.objects.lock_tags(library)
        tags = list(Tag.objects.filter(library=library).spelled(names))
        _take_off(rows, tags)
        _forget(library, rows)
        count += len(rows)
    return count


@transaction.atomic
def set_tags(*, user: User, document: Document, names: Iterable[str]) -> None:
    """Leave a document with these tags as a person's, and its other suggestions."""
    wanted = check_tag_names(names)
    for library, rows in _by_library(user, [document]).items():
        # `named` takes this lock too, but not for no names.
        Library.objects.lock_tags(library)
        tags = Tag.objects.named(library, wanted)
        persons = Tag.objects.filter(
            document_tags__document=document, document_tags__suggested=False
        )
        _take_off(rows, list(persons.exclude(pk__in=[tag.pk for tag in tags])))
        DocumentTag.objects.put_on_each(rows, tags)
        _allow_again(_rows(rows), wanted)
        _forget(library, rows)


def accept_tag(*, user: User, document: Document, tag: Tag) -> None:
    """Make a suggestion a person's choice, even if it has just been swept away."""
    tag_documents(user=user, documents=[document], names=[tag.name])


@transaction.atomic
def rename_suggestion(*, user: User, document: Document, tag: Tag, name: str) -> None:
    """Put the better name on, and have the suggested one not come again.

    Where only capitals differ the suggestion itself is spelled anew, unless people
    know it by its spelling already.
    """
    (name,) = check_tag_names([name])
    if name.lower() != tag.name.lower():
        untag_documents(user=user, documents=[document], names=[tag.name])
        tag_documents(user=user, documents=[document], names=[name])
        return
    check_library_writable(user, tag.library_id)
    Library.objects.lock_tags(tag.library_id)
    if Tag.objects.filter(pk=tag.pk, is_suggestion=True).update(name=name):
        # They show the name: what they were last changed at is now.
        carriers = Document.objects.filter(document_tags__tag=tag)
        carriers.locked_in_order().update(updated_at=Now())
    tag_documents(user=user, documents=[document], names=[name])


def reject_tag(*, user: User, document: Document, tag: Tag) -> None:
    """Take a suggestion off. Its name does not come back to this document."""
    untag_documents(user=user, documents=[document], names=[tag.name])


@transaction.atomic
def accept_suggestions(*, user: User, document: Document) -> None:
    """Accept all tags that are suggested for a document."""
    names = _suggested(document)
    if names:
        tag_documents(user=user, documents=[document], names=names)


@transaction.atomic
def reject_suggestions(*, user: User, document: Document) -> None:
    """Reject all tags that are suggested for a document."""
    untag_documents(user=user, documents=[document], names=_suggested(document))


def check_tag_names(names: Iterable[str]) -> list[str]:
    """Tidy names, each once. Raises `TagNameError` at what is empty or too long."""
    tidy = [tidy_name(name) for name in names]
    if not all(0 < len(name) <= NAME_LENGTH for name in tidy):
        raise TagNameError
    return tidy_names(tidy)


def reject_names(documents: DocumentQuerySet, names: Sequence[str]) -> None:
    """Never suggest these names for these documents again. One query."""
    keys = Value([rejection_key(name) for name in names], _names_field())
    documents.locked_in_order().update(
        rejected_tags=_Union("rejected_tags", keys), updated_at=Now()
    )


def _allow_again(documents: DocumentQuerySet, names: Sequence[str]) -> None:
    """Somebody wants them after all."""
    keys = Value([rejection_key(name) for name in names], _names_field())
    documents.locked_in_order().update(
        rejected_tags=_Without("rejected_tags", keys), updated_at=Now()
    )


def _take_off(documents: Sequence[Document], tags: Sequence[Tag]) -> None:
    """Within a transaction that holds the lock of the library's tags."""
    if not tags:
        return
    # Documents before their links, as a deletion for good locks them.
    reject_names(_rows(documents), [tag.name for tag in tags])
    DocumentTag.objects.filter(document__in=documents, tag__in=tags).delete()
    Tag.objects.filter(pk__in=[tag.pk for tag in tags]).unused().delete()


def _forget(library: UUID, documents: Iterable[Document]) -> None:
    forget_tag_counts(library)
    forget_document_meta(*(document.pk for document in documents))


def _by_library(
    user: User, documents: Iterable[Document]
) -> dict[UUID, list[Document]]:
    """Those outside the trash by library, in the one order of all locks."""
    documents = list(documents)
    check_all_writable(user, documents)
    libraries: dict[UUID, list[Document]] = defaultdict(list)
    there = _rows(documents).outside_trash().only("library")
    for document in there.order_by("library", "pk"):
        libraries[document.library_id].append(document)
    return libraries


def _rows(documents: Iterable[Document]) -> DocumentQuerySet:
    return Document.objects.filter(pk__in=[document.pk for document in documents])


def _suggested(document: Document) -> list[str]:
    links = document.document_tags.filter(suggested=True)
    return list(links.values_list("tag__name", flat=True))


def _names_field() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=NAME_LENGTH))


class _Union(Func):
    """Names of both lists, each once."""

    template = "ARRAY(SELECT DISTINCT unnest(%(expressions)s) ORDER BY 1)"
    arg_joiner = " || "


class _Without(Func):
    """Names of the first list that are not in the second."""

    template = "ARRAY(SELECT unnest(%(expressions)s) ORDER BY 1)"
    arg_joiner = ") EXCEPT SELECT unnest("
