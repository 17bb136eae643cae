"""One change to many documents: in batches, each a transaction of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from library import queue
from library.actions.documents import reprocess_documents, restore_document
from library.actions.folders import move_documents
from library.actions.tags import check_tag_names, tag_documents, untag_documents
from library.document_meta import forget_document_meta
from library.errors import (
    FolderGoneError,
    NoTagNamedError,
    NotAllowedError,
    NothingSelectedError,
    RestoreConflictError,
    RestoreInterruptedError,
    TooManySelectedError,
)
from library.listing import BATCH, DocumentFilter, Selection
from library.models import Document, DocumentTag, Folder, Library, Tag
from library.models.document_queries import DocumentQuerySet
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches

# As many as a person can have ticked, and a program may name.
MOST_IDS = 1_000
# So many are changed while somebody waits (about two seconds); workers do the rest.
AT_ONCE = 2_000
# Titles that are named when they were left alone.
NAMED = 3


class Action(StrEnum):
    """What can be done with a selection."""

    ADD_TAGS = "add_tags"
    REMOVE_TAGS = "remove_tags"
    MOVE = "move"
    TRASH = "trash"
    REPROCESS = "reprocess"


@dataclass(frozen=True)
class Change:
    """An action and what it needs: names of tags, or a folder (None: out of all)."""

    action: Action
    tags: tuple[str, ...] = ()
    folder: UUID | None = None
    # One time for all batches, by which `restore_trashed` finds them again.
    at: datetime = field(default_factory=timezone.now)

    def as_message(self) -> dict[str, Any]:
        return {
            "action": self.action,
            "tags": self.tags,
            "folder": str(self.folder) if self.folder else None,
            "at": self.at.isoformat(),
        }

    @classmethod
    def of_message(cls, message: dict[str, Any]) -> Self:
        folder = message["folder"]
        return cls(
            action=Action(message["action"]),
            tags=tuple(message["tags"]),
            folder=UUID(folder) if folder else None,
            at=datetime.fromisoformat(message["at"]),
        )


@dataclass
class Outcome:
    """What became of a selection so far."""

    changed: list[UUID] = field(default_factory=list)
    unchanged: int = 0
    # Visible, yet not to be changed by this user; the titles of the first ones.
    read_only: int = 0
    read_only_titles: list[str] = field(default_factory=list)
    # Of another library than the folder.
    elsewhere: int = 0
    folders_before: set[UUID | None] = field(default_factory=set)
    # There is more to do: a worker does it, or nobody, if none can be reached.
    is_going_on: bool = False
    is_cut_short: bool = False


def change_documents(*, user: User, selection: Selection, change: Change) -> Outcome:
    """Do it to all of a selection; the same change again finds nothing to do.

    What somebody else has is not there; what one may only read is left alone and
    counted. Beyond `AT_ONCE` documents, workers go on, if they can be reached. Raises
    `NothingSelectedError`, `TooManySelectedError`, `NoTagNamedError`, `TagNameError`
    or `FolderGoneError`.
    """
    if selection.filter is None and not selection.ids:
        raise NothingSelectedError
    if len(selection.ids) > MOST_IDS:
        raise TooManySelectedError(MOST_IDS)
    if change.action in (Action.ADD_TAGS, Action.REMOVE_TAGS):
        if not change.tags:
            raise NoTagNamedError
        change = replace(change, tags=tuple(check_tag_names(change.tags)))
    return _change(user, selection, change, below=None)


def go_on_changing(
    *, user: User, matching: DocumentFilter, change: Change, below: UUID
) -> Outcome:
    """The next documents, older than this id. For workers; safe to repeat."""
    return _change(user, Selection(filter=matching), change, below=below)


def restore_trashed(*, user: User, at: datetime) -> tuple[int, int]:
    """Undo one move to the trash, known by its time; (restored, left for a twin)."""
    documents = Document.objects.writable_by(user).trashed().filter(trashed_at=at)
    restored = conflicts = 0
    for pks in pk_batches(documents, size=BATCH):
        rows = Document.objects.filter(pk__in=pks, trashed_at=at)
        back, left = _restore_batch(user, rows)
        restored += back
        conflicts += left
    return restored, conflicts


def _change(
    user: User, selection: Selection, change: Change, *, below: UUID | None
) -> Outcome:
    outcome = Outcome()
    seen, last = 0, None
    for pks in selection.batches(user, below=below, size=BATCH):
        if seen >= AT_ONCE and selection.filter is not None:
            outcome.is_going_on = queue.enqueue_change(
                user.pk, selection.filter.as_message(), change.as_message(), str(last)
            )
            outcome.is_cut_short = not outcome.is_going_on
            break
        _change_batch(user, change, pks, outcome)
        seen, last = seen + len(pks), pks[-1]
    return outcome


@transaction.atomic
def _change_batch(
    user: User, change: Change, pks: list[UUID], outcome: Outcome
) -> None:
    visible = Document.objects.visible_to(user).live().filter(pk__in=pks)
    writable = set(Library.objects.writable_by(user).values_list("pk", flat=True))
    documents = []
    for document in visible.only("library", "folder", "title", "status"):
        if document.library_id in writable:
            documents.append(document)
        else:
            outcome.read_only += 1
            outcome.read_only_titles.append(document.title)
            del outcome.read_only_titles[NAMED:]
    if documents:
        changed = _CHANGES[change.action](user, documents, change, outcome)
        outcome.changed += changed
        outcome.unchanged += len(documents) - len(changed)


def _trash(
    user: User, documents: list[Document], change: Change, outcome: Outcome
) -> list[UUID]:
    pks = [document.pk for document in documents]
    rows = Document.objects.filter(pk__in=pks).live().locked_in_order()
    rows.update(trashed_at=change.at, updated_at=Now())
    forget_document_meta(*pks)
    forget_tag_counts(*{document.library_id for document in documents})
    return pks


def _move(
    user: User, documents: list[Document], change: Change, outcome: Outcome
) -> list[UUID]:
    folder = None
    if change.folder:
        folder = Folder.objects.visible_to(user).filter(pk=change.folder).first()
        if folder is None:
            raise FolderGoneError
        here = [row for row in documents if row.library_id == folder.library_id]
        outcome.elsewhere += len(documents) - len(here)
        outcome.unchanged -= len(documents) - len(here)
        documents = here
    moving = [row for row in documents if row.folder_id != change.folder]
    outcome.folders_before |= {row.folder_id for row in moving}
    move_documents(user=user, documents=moving, folder=folder)
    return [row.pk for row in moving]


def _add_tags(
    user: User, documents: list[Document], change: Change, outcome: Outcome
) -> list[UUID]:
    accepted = DocumentTag.objects.filter(
        document__in=[row.pk for row in documents],
        tag__in=Tag.objects.spelled(change.tags),
        suggested=False,
    )
    counted = accepted.values("document").annotate(n=Count("pk"))
    counted = counted.filter(n=len(change.tags))
    complete = set(counted.values_list("document", flat=True))
    lacking = [row for row in documents if row.pk not in complete]
    tag_documents(user=user, documents=lacking, names=change.tags)
    return [row.pk for row in lacking]


def _remove_tags(
    user: User, documents: list[Document], change: Change, outcome: Outcome
) -> list[UUID]:
    links = DocumentTag.objects.filter(
        document__in=[row.pk for row in documents],
        tag__in=Tag.objects.spelled(change.tags),
    )
    changed = set(links.values_list("document", flat=True))
    tagged = [row for row in documents if row.pk in changed]
    untag_documents(user=user, documents=tagged, names=change.tags)
    return [row.pk for row in tagged]


def _reprocess(
    user: User, documents: list[Document], change: Change, outcome: Outcome
) -> list[UUID]:
    resting = [row.pk for row in documents if not row.is_unfinished]
    reprocess_documents(documents=Document.objects.filter(pk__in=resting).live())
    return resting


_CHANGES: dict[
    Action, Callable[[User, list[Document], Change, Outcome], list[UUID]]
] = {
    Action.TRASH: _trash,
    Action.MOVE: _move,
    Action.ADD_TAGS: _add_tags,
    Action.REMOVE_TAGS: _remove_tags,
    Action.REPROCESS: _reprocess,
}


def _restore_batch(user: User, rows: DocumentQuerySet) -> tuple[int, int]:
    """All at once; should one have a live twin, one by one."""
    try:
        with transaction.atomic():
            known = dict(rows.values_list("pk", "library"))
            back = rows.locked_in_order().update(trashed_at=None, updated_at=Now())
            forget_document_meta(*known)
            forget_tag_counts(*known.values())
    except IntegrityError:
        return _restore_singly(user, rows)
    return back, 0


def _restore_singly(user: User, rows: QuerySet[Document]) -> tuple[int, int]:
    restored = conflicts = 0
    for document in rows.select_related("library"):
        try:
            restore_document(user=user, document=document)
        except (RestoreConflictError, RestoreInterruptedError, NotAllowedError):
            conflicts += 1
        else:
            restored += 1
    return restored, conflicts
