"""Which documents a list shows: the filters that pages and API have in common."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from django.db.models import QuerySet

from library.models import Document, Library, Tag
from library.models.document_queries import DocumentQuerySet
from pdfsum.accounts.models import User
from pdfsum.lib.ids import first_uuid7_of, uuid7

NO_FOLDER = "none"
# So many are held, locked and changed at a time.
BATCH = 500


@dataclass(frozen=True)
class DocumentFilter:
    """What is named must hold; nothing is named for all that one may see.

    Days are in UTC, both ends included. `folder` is `NO_FOLDER` for unfiled documents;
    documents in folders of a folder are not in it.
    """

    library: UUID | None = None
    status: str | None = None
    tag: str | None = None
    folder: UUID | str | None = None
    author: str | None = None
    q: str | None = None
    language: str | None = None
    added_after: date | None = None
    added_before: date | None = None
    dated_after: date | None = None
    dated_before: date | None = None

    def of(self, user: User) -> DocumentQuerySet:
        """Live documents that `user` may see, by upload: the id is its time.

        Costs a query with `tag`. PostgreSQL knows how many documents a tag is on when
        it is told which tag, and not when it has to look it up.
        """
        documents = Document.objects.visible_to(user).live().filter(**self._lookups())
        if self.tag:
            tags = Tag.objects.visible_to(user).filter(slug=self.tag)
            documents = documents.tagged(list(tags))
        if self.folder == NO_FOLDER:
            documents = documents.filter(folder=None)
        elif isinstance(self.folder, UUID):
            documents = documents.filter(folder=self.folder)
        return documents

    def within(self, user: User) -> "QuerySet[Library] | None":
        """The parts that `fetch_page` takes the first rows of; None for one.

        None for parts of names too: their index is one for all libraries, and to look
        into it again for each of 50 takes 50 times as long.
        """
        if self.library or self.q or self.author or isinstance(self.folder, UUID):
            return None
        libraries = Library.objects.visible_to(user)
        if self.tag:
            libraries = libraries.with_tag(self.tag)
        return libraries

    def _lookups(self) -> dict[str, object]:
        lookups: dict[str, object] = {
            "library": self.library,
            "status": self.status,
            "authors__icontains": self.author,
            "title__icontains": self.q,
            "language": self.language,
            "date_key__gte": self.dated_after,
            "date_key__lte": self.dated_before,
        }
        if self.dated_before and not self.dated_after:
            lookups["document_date__isnull"] = False
        if self.added_after:
            lookups["pk__gte"] = first_uuid7_of(self.added_after)
        if self.added_before:
            lookups["pk__lt"] = first_uuid7_of(self.added_before, days_later=1)
        return {name: value for name, value in lookups.items() if value is not None}

    def as_message(self) -> dict[str, str]:
        """What JSON can carry to a worker."""
        return {name: str(value) for name, value in vars(self).items() if value}

    @classmethod
    def of_message(cls, message: Mapping[str, str]) -> Self:
        parsers: dict[str, Callable[[str], Any]] = {
            "library": UUID,
            "folder": lambda text: text if text == NO_FOLDER else UUID(text),
            **dict.fromkeys(
                ("added_after", "added_before", "dated_after", "dated_before"),
                date.fromisoformat,
            ),
        }
        values: dict[str, Any] = {
            name: parsers.get(name, str)(text) for name, text in message.items()
        }
        return cls(**values)


@dataclass(frozen=True)
class Selection:
    """Documents by id, or all that match a filter. What is not visible is not in it."""

    ids: Sequence[UUID] = ()
    filter: DocumentFilter | None = None

    def batches(
        self, user: User, *, below: UUID | None = None, size: int = BATCH
    ) -> Iterator[list[UUID]]:
        """Ids of documents that were there when this began, newest first.

        Each batch is a query of its own, so that the change of one does not disturb the
        next. `below` goes on after a batch that ended with this id.
        """
        documents = (self.filter or DocumentFilter()).of(user)
        if self.filter is None:
            documents = documents.filter(pk__in=self.ids)
        below = below or uuid7()
        while True:
            older = documents.filter(pk__lt=below).order_by("-pk")
            batch = list(older.values_list("pk", flat=True)[:size])
            if batch:
                yield batch
            if len(batch) < size:
                return
            below = batch[-1]
