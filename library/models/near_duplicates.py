from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from library.models.documents import Document
from pdfsum.accounts.models import User
from pdfsum.lib.keyset import KeysetQuerySet


class NearDuplicateQuerySet(KeysetQuerySet["NearDuplicate"]):
    orderings: ClassVar = {"closest": "-share"}

    def visible_to(self, user: User) -> Self:
        """Pairs of live documents of a library that `user` may read."""
        return self.filter(
            document__library__memberships__user=user,
            document__trashed_at=None,
            document__replaces=None,
            twin__trashed_at=None,
            twin__replaces=None,
        )

    def of(self, document: Document | UUID) -> Self:
        """The pairs of one document, whichever of the two it is."""
        return self.filter(Q(document=document) | Q(twin=document))

    def closest_first(self) -> Self:
        """In the order of what they share, both documents loaded."""
        return self.in_order_of("closest").select_related("document", "twin")

    def undecided(self) -> Self:
        """Those that nobody has called different documents."""
        return self.filter(dismissed=False)


class NearDuplicate(models.Model):
    """Two documents of one library that have pages in common. Found by processing."""

    document = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="near_duplicates",
        db_index=False,  # library_nearduplicate_once starts with document
    )
    twin = models.ForeignKey(Document, models.CASCADE, related_name="+")
    share = models.FloatField(
        help_text="Of the smaller one's passages, those found in the other: 0 to 1."
    )
    pages = models.JSONField(
        default=list, help_text="[page, page of the twin], in order."
    )
    dismissed = models.BooleanField(
        default=False, help_text="Somebody said that they are different documents."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = NearDuplicateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "twin"], name="library_nearduplicate_once"
            ),
            # Each pair stands once, the older document second.
            models.CheckConstraint(
                condition=Q(document__gt=F("twin")),
                name="library_nearduplicate_newer_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} and {self.twin_id}"

    def seen_from(self, document: Document) -> "Shared":
        """The pair as the page of one of the two shows it."""
        if document.pk == self.document_id:
            pages = [(page, twin) for page, twin in self.pages]
            return Shared(self, document, self.twin, pages)
        turned = sorted((twin, page) for page, twin in self.pages)
        return Shared(self, document, self.document, turned)

    def as_shown(self) -> "Shared":
        """Seen from the newer one."""
        return self.seen_from(self.document)


@dataclass(frozen=True)
class Shared:
    """What a document shares with an `other` one: pairs of page and other's page."""

    pair: NearDuplicate
    document: Document
    other: Document
    pages: list[tuple[int, int]]

    @property
    def page_count(self) -> int:
        """How many of the document's pages are in the other one too."""
        return len({page for page, _ in self.pages})
