"""Folders that a library might begin with: named after what its documents are about."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from library.models import Document, Library, Tag
from library.models.document_queries import DocumentQuerySet
from pdfsum.accounts.models import User

MOST = 12
# A folder for one document is no order.
FEWEST = 2


@dataclass(frozen=True)
class FolderName:
    """A tag that would make a folder, and how many unfiled documents it would take."""

    tag: UUID
    name: str
    count: int


def propose_names(*, user: User) -> list[FolderName]:
    """Of the most used tags of unfiled documents, in the user's own library. A query.

    Suggested tags count as well: whoever has no folders may have no tags either.
    """
    library = Library.objects.private_to(user)
    links = Q(
        document_tags__document__folder=None,
        document_tags__document__trashed_at=None,
        document_tags__document__replaces=None,
    )
    tags = Tag.objects.visible_to(user).filter(library=library)
    used = tags.annotate(unfiled=Count("document_tags", filter=links))
    found = used.filter(unfiled__gte=FEWEST).order_by("-unfiled", "name")[:MOST]
    rows = found.values_list("pk", "name", "unfiled")
    return [FolderName(*row) for row in rows if "/" not in row[1]]


def unfiled_with(tag: Tag) -> DocumentQuerySet:
    """The documents that a folder of this name would take."""
    return Document.objects.live().filter(folder=None, document_tags__tag=tag)
