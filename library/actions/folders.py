"""Folders: made, renamed, moved, deleted; documents moved between them.

What changes the shape of a tree takes the lock of the library's folders first: two
moves at once could make a circle that neither of them sees.
"""

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import count
from typing import TypedDict
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from library.actions.permissions import check_all_writable, check_library_writable
from library.document_meta import forget_document_meta
from library.errors import (
    FolderExistsError,
    FolderGoneError,
    FolderInItselfError,
    FolderNameError,
    FolderOfOtherLibraryError,
    FolderTooDeepError,
)
from library.models import Document, Folder, Library
from library.models.folders import DEEPEST, NAME_LENGTH
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.text import tidy_name


class FolderChanges(TypedDict, total=False):
    """What is to be changed of a folder, and nothing else."""

    name: str
    parent: Folder | None


class Contents(StrEnum):
    """What becomes of the documents of a folder that is deleted."""

    KEEP = "keep"
    TRASH = "trash"


@transaction.atomic
def create_folder(
    *, user: User, library: Library, name: str, parent: Folder | None = None
) -> Folder:
    """Make a folder, at the top of the library or in another folder.

    Raises `NotAllowedError`, `FolderNameError`, `FolderExistsError`,
    `FolderTooDeepError` or `FolderOfOtherLibraryError`.
    """
    name = check_folder_name(name)
    _lock(user, library)
    parent = _still_there(parent) if parent else None
    if parent and parent.library_id != library.pk:
        raise FolderOfOtherLibraryError
    if parent and len(parent.with_ancestors()) >= DEEPEST:
        raise FolderTooDeepError(DEEPEST)
    folder = Folder(library=library, parent=parent)
    _place(folder, parent, name)
    folder.save(force_insert=True)
    return folder


@transaction.atomic
def edit_folder(*, user: User, folder: Folder, changes: FolderChanges) -> Folder:
    """Rename a folder, move it with all that is in it, or both, in one go.

    Raises `FolderInItselfError`, `FolderGoneError`, and what `create_folder` raises.
    """
    _lock(user, folder.library)
    folder = _still_there(folder)
    name = folder.name
    if "name" in changes:
        name = check_folder_name(changes["name"])
    parent = folder.parent
    if "parent" in changes:
        parent = changes["parent"] and _still_there(changes["parent"])
        _check_move(folder, parent)
    _place(folder, parent, name)
    folder.save(update_fields=["name", "parent"])
    return folder


@transaction.atomic
def delete_folder(
    *, user: User, folder: Folder, contents: Contents = Contents.KEEP
) -> None:
    """Delete a folder. What is in it moves up a level, or into the trash.

    A folder that moves up beside one of its name gets a number. Into the trash go the
    documents of all folders within, which are deleted as well.
    """
    _lock(user, folder.library)
    folder = _still_there(folder)
    if contents == Contents.TRASH:
        _trash_all(folder)
    else:
        _move_up(folder)
    folder.delete()


@transaction.atomic
def move_documents(
    *, user: User, documents: Iterable[Document], folder: Folder | None
) -> int:
    """Put documents into a folder, or into none; count those that were elsewhere.

    Documents in the trash are passed over. Raises `NotAllowedError`, or
    `FolderOfOtherLibraryError` before any is moved.
    """
    documents = list(documents)
    check_all_writable(user, documents)
    if folder:
        if any(one.library_id != folder.library_id for one in documents):
            raise FolderOfOtherLibraryError
        # Not deleted while documents are on their way into it.
        Library.objects.lock_folders(folder.library_id)
        folder = _still_there(folder)
    rows = Document.objects.filter(
        pk__in=[row.pk for row in documents], trashed_at=None
    )
    elsewhere = rows.exclude(folder=folder) if folder else rows.exclude(folder=None)
    forget_document_meta(*(document.pk for document in documents))
    return elsewhere.locked_in_order().update(folder=folder, updated_at=Now())


def folder_at(*, library: Library, names: Sequence[str]) -> Folder | None:
    """The folder at this path of a library, made as far as it is not there.

    None for a path without names. What would be deeper than folders go is the folder
    at that depth. Costs a query for each name, more when made.
    """
    folder = None
    for name in [*filter(None, map(clean_folder_name, names))][:DEEPEST]:
        folder = _find_or_make(library, folder, name)
    return folder


def clean_folder_name(name: str) -> str:
    """A tidy name, as long as a folder's may be. A slash would part two names."""
    return tidy_name(name.replace("/", " "))[:NAME_LENGTH].strip()


def check_folder_name(name: str) -> str:
    """A tidy name. Raises `FolderNameError` at none, too long a one, or a slash."""
    tidy = tidy_name(name)
    if not 0 < len(tidy) <= NAME_LENGTH or "/" in tidy:
        raise FolderNameError
    return tidy


def _check_move(folder: Folder, parent: Folder | None) -> None:
    """Within the lock of the tree, which nobody else changes then."""
    if parent and parent.library_id != folder.library_id:
        raise FolderOfOtherLibraryError
    inner = folder.subtree()
    if parent and parent.pk in inner:
        raise FolderInItselfError
    above = len(parent.with_ancestors()) if parent else 0
    if above + 1 + max(inner.values()) > DEEPEST:
        raise FolderTooDeepError(DEEPEST)


def _place(folder: Folder, parent: Folder | None, name: str) -> None:
    """Set both, where no other folder has the name. Within the lock of the tree."""
    siblings = Folder.objects.filter(library=folder.library_id, parent=parent)
    if siblings.exclude(pk=folder.pk).named(name).exists():
        raise FolderExistsError(name)
    folder.parent = parent
    folder.name = name


def _trash_all(folder: Folder) -> None:
    inside = _take_out([*folder.subtree()], into=None)
    live = Document.objects.filter(pk__in=inside).live()
    live.update(trashed_at=Now(), updated_at=Now())
    forget_tag_counts(folder.library_id)


def _take_out(folders: Sequence[UUID], *, into: Folder | None) -> list[UUID]:
    """Move their documents, also those in the trash, and tell which they were.

    An upload into one of them waits until it is gone, and then is told so.
    """
    rows = Folder.objects.filter(pk__in=folders).order_by("pk")
    list(rows.select_for_update().values_list("pk"))
    inside = Document.objects.filter(folder__in=folders).order_by("pk")
    moved = list(inside.select_for_update(no_key=True).values_list("pk", flat=True))
    Document.objects.filter(pk__in=moved).update(folder=into, updated_at=Now())
    forget_document_meta(*moved)
    return moved


def _move_up(folder: Folder) -> None:
    _take_out([folder.pk], into=folder.parent)
    # What it holds may be called as it is: its name is free from here on.
    Folder.objects.filter(pk=folder.pk).update(name=str(folder.pk))
    for child in folder.children.order_by("name"):
        child.name = _free_name(child, folder.parent)
        child.parent = folder.parent
        child.save(update_fields=["name", "parent"])


def _free_name(child: Folder, parent: Folder | None) -> str:
    """Its own, or with the first number that makes it the only one: `2025 (2)`."""
    siblings = Folder.objects.filter(library=child.library_id, parent=parent)
    name = child.name
    for number in count(2):
        if not siblings.named(name).exists():
            break
        ending = f" ({number})"
        name = f"{child.name[: NAME_LENGTH - len(ending)]}{ending}"
    return name


def _lock(user: User, library: Library) -> None:
    check_library_writable(user, library.pk)
    Library.objects.lock_folders(library.pk)


def _still_there(folder: Folder) -> Folder:
    """As it is now. Raises `FolderGoneError` if somebody was quicker."""
    try:
        return Folder.objects.select_related("parent").get(pk=folder.pk)
    except Folder.DoesNotExist as exc:
        raise FolderGoneError from exc


def _find_or_make(library: Library, parent: Folder | None, name: str) -> Folder:
    """Names that differ in case only are one, as in the constraint that decides."""
    same = Folder.objects.filter(library=library, parent=parent).named(name)
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            return Folder.objects.create(library=library, parent=parent, name=name)
    except IntegrityError:
        # Somebody made it between the look and the insert.
        return same.get()
