"""For whom and about what the major queries are asked: the extremes of a database."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.models import Count, Model, QuerySet

from library.models import Document, DocumentTag, Folder, Library, Passage, Tag
from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError

M = TypeVar("M", bound=Model)


class NothingToAskError(AppError):
    def __init__(self) -> None:
        super().__init__("No library has documents: seed makes some.")


@dataclass(frozen=True)
class Cast:
    """The largest library with what is most common in it, and who sees most.

    `owner` is a member of the largest library, `member` of the most libraries, and
    `document` the newest ready one; `middle` was uploaded half-way. `printed` has
    passages with fingerprints, where any document has.
    """

    owner: User
    member: User
    library: UUID
    document: Document
    folder: UUID | None
    tag: str
    middle: Document
    printed: Document

    @property
    def month(self) -> date:
        """Begins a month in the middle of the uploads."""
        return self.middle.created_at.date()

    @property
    def month_end(self) -> date:
        return self.month + timedelta(days=30)


def find_cast() -> Cast:
    """Look for them. Nine queries that look at everything.

    Raises `NothingToAskError` on an empty database.
    """
    library = _with_most(Library.objects.all(), "documents")
    ready = Document.objects.live().filter(library=library, status="ready")
    document = ready.exclude(current_text=None).newest_first().first()
    if library is None or document is None:
        raise NothingToAskError
    owner = User.objects.filter(memberships__library=library).earliest("pk")
    folder = _with_most(Folder.objects.filter(library=library), "documents")
    tag = _most_used_tag(library)
    return Cast(
        owner=owner,
        member=_with_most(User.objects.all(), "memberships") or owner,
        library=library.pk,
        document=document,
        folder=folder.pk if folder else None,
        tag=tag.slug if tag else "none",
        middle=ready.order_by("pk")[ready.count() // 2],
        printed=_newest_printed() or document,
    )


def _with_most(rows: "QuerySet[M]", related: str) -> M | None:
    return rows.annotate(count=Count(related)).order_by("-count", "pk").first()


def _newest_printed() -> Document | None:
    passages = Passage.objects.exclude(fingerprints=[]).select_related("document")
    newest = passages.order_by("-pk").first()
    return newest.document if newest else None


def _most_used_tag(library: Library) -> Tag | None:
    links = DocumentTag.objects.filter(tag__library=library, suggested=False)
    counted = links.values("tag").annotate(count=Count("pk")).order_by("-count", "tag")
    most = counted.first()
    return Tag.objects.get(pk=most["tag"]) if most else None
