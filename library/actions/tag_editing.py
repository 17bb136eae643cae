"""The tags of a library: renamed, recoloured, merged, deleted."""

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from library.actions.permissions import check_library_writable
from library.actions.tags import check_tag_names, reject_names
from library.errors import (
    TagColorError,
    TagExistsError,
    TagGoneError,
    TagIntoItselfError,
    TagOfOtherLibraryError,
)
from library.models import Document, DocumentTag, Library, Tag
from library.models.document_queries import DocumentQuerySet
from library.models.tags import COLOR
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User


@transaction.atomic
def rename_tag(*, user: User, tag: Tag, name: str) -> Tag:
    """Give a tag another name, and the address that goes with it.

    The old name is not suggested again for its documents. Raises `TagNameError`, or
    `TagExistsError` where people use a tag of that name; one that is merely suggested
    becomes part of this one.
    """
    (name,) = check_tag_names([name])
    locked = _lock(user, tag)
    if name == locked.name:
        return locked
    others = Tag.objects.filter(library=locked.library_id).exclude(pk=locked.pk)
    namesakes = list(others.spelled([name]))
    for other in namesakes:
        if not other.is_suggestion:
            raise TagExistsError(other)
    documents = _documents_of(locked, *namesakes)
    if name.lower() != locked.name.lower():
        reject_names(documents, [locked.name])
    else:
        # They show the name: what they were last changed at is now.
        documents.locked_in_order().update(updated_at=Now())
    for other in namesakes:
        _unite(other, locked)
    if Tag.slug_for(name) != Tag.slug_for(locked.name):
        (locked.slug,) = others.free_slugs([name])
    locked.name = name
    locked.is_suggestion = False
    locked.save(update_fields=["name", "slug", "is_suggestion"])
    return locked


@transaction.atomic
def recolour_tag(*, user: User, tag: Tag, color: str) -> Tag:
    """Give a tag a colour as `#rrggbb`, or none by an empty one."""
    color = color.lower()
    if color and not COLOR.fullmatch(color):
        raise TagColorError
    locked = _lock(user, tag)
    locked.color = color
    locked.is_suggestion = False
    locked.save(update_fields=["color", "is_suggestion"])
    return locked


@transaction.atomic
def edit_tag(
    *, user: User, tag: Tag, name: str | None = None, color: str | None = None
) -> None:
    """Rename and recolour in one go, or do neither."""
    if name is not None:
        rename_tag(user=user, tag=tag, name=name)
    if color is not None:
        recolour_tag(user=user, tag=tag, color=color)


@transaction.atomic
def merge_tags(*, user: User, tag: Tag, into: Tag) -> Tag:
    """Let `into` stand wherever `tag` stands, also in what chats are about.

    A document that carried both carries one, as a person's if either was. The name
    that is gone is not suggested again for its documents.
    """
    if tag.pk == into.pk:
        raise TagIntoItselfError
    if tag.library_id != into.library_id:
        raise TagOfOtherLibraryError
    # `into` may be gone as well: two tags merged into each other at once.
    locked, target = _lock(user, tag), _still_there(into)
    reject_names(_documents_of(locked), [locked.name])
    _unite(locked, target)
    target.color = target.color or locked.color
    target.is_suggestion = False
    target.save(update_fields=["color", "is_suggestion"])
    return target


@transaction.atomic
def delete_tag(*, user: User, tag: Tag) -> None:
    """Take a tag off all documents, which stay. It is not suggested for them again."""
    locked = _lock(user, tag)
    reject_names(_documents_of(locked), [locked.name])
    locked.delete()


def _lock(user: User, tag: Tag) -> Tag:
    """As it is once nobody else names or sweeps this library's tags."""
    check_library_writable(user, tag.library_id)
    Library.objects.lock_tags(tag.library_id)
    # Metadata of documents notices by itself that a row of a tag has changed.
    forget_tag_counts(tag.library_id)
    return _still_there(tag)


def _still_there(tag: Tag) -> Tag:
    """As it is now. Raises `TagGoneError` if somebody was quicker."""
    try:
        return Tag.objects.get(pk=tag.pk)
    except Tag.DoesNotExist as exc:
        raise TagGoneError from exc


def _documents_of(*tags: Tag) -> DocumentQuerySet:
    links = DocumentTag.objects.filter(tag__in=tags)
    return Document.objects.filter(pk__in=links.values("document"))


def _unite(tag: Tag, into: Tag) -> None:
    """Hand over what refers to `tag`, whichever app it is of, and delete it.

    Once its documents are locked: a deletion for good takes them before their links.
    """
    here = DocumentTag.objects.filter(tag=into, document=OuterRef("document"))
    persons = DocumentTag.objects.filter(
        tag=tag, document=OuterRef("document"), suggested=False
    )
    into.document_tags.filter(Exists(persons)).update(suggested=False)
    tag.document_tags.exclude(Exists(here)).update(tag=into)
    for relation in Tag._meta.related_objects:
        model = relation.related_model
        if relation.one_to_many and model is not DocumentTag:
            rows = model._base_manager.filter(**{relation.field.name: tag})
            rows.update(**{relation.field.name: into})
    tag.delete()
