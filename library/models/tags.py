from typing import TYPE_CHECKING, Self
from zlib import crc32

from django.db import models
from django.db.models import Count, Q
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.text import slugify

from library.models.libraries import Library
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7

if TYPE_CHECKING:
    from library.models.documents import Document

NAME_LENGTH = 50


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(library__memberships__user=user)

    def with_counts(self) -> Self:
        """Adds `count`, the live documents of each tag, most used first."""
        live = Count("documents", filter=Q(documents__trashed_at=None))
        return self.annotate(count=live).order_by("-count", "name")

    def put_on(
        self, document: "Document", name: str, *, suggested: bool = False
    ) -> None:
        """Put a tag on a document, making it if its library has none of that name."""
        name = " ".join(name.split())[:NAME_LENGTH]
        if not name:
            return
        tag = self.filter(library=document.library_id, name__iexact=name).first()
        if tag is None:
            tag, _ = self.get_or_create(
                library_id=document.library_id,
                name=name,
                defaults={"slug": Tag.slug_for(name)},
            )
        DocumentTag.objects.get_or_create(
            document=document, tag=tag, defaults={"suggested": suggested}
        )


class Tag(models.Model):
    """A label that one library puts on its documents."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    library = models.ForeignKey(
        Library,
        models.CASCADE,
        related_name="tags",
        db_index=False,  # library_tag_once_per_library starts with library
    )
    name = models.CharField(max_length=NAME_LENGTH)
    slug = models.SlugField(max_length=60, allow_unicode=True, db_index=False)
    color = models.CharField(max_length=7, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "library", Lower("name"), name="library_tag_once_per_library"
            ),
        ]
        indexes = [
            # /tags/{slug}/ of one library.
            models.Index(fields=["library", "slug"], name="library_tag_by_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:tag_detail", args=[self.slug])

    @staticmethod
    def slug_for(name: str) -> str:
        """A slug that keeps letters of every script; a checksum where none is left."""
        slug = slugify(name, allow_unicode=True)[:60]
        return slug or f"tag-{crc32(name.encode()):x}"


class DocumentTag(models.Model):
    """One tag on one document, and whether a person or the program put it there."""

    document = models.ForeignKey(
        "library.Document",
        models.CASCADE,
        related_name="document_tags",
        db_index=False,  # library_documenttag_once starts with document
    )
    tag = models.ForeignKey(
        Tag,
        models.CASCADE,
        related_name="document_tags",
        db_index=False,  # library_documenttag_of_tag starts with tag
    )
    suggested = models.BooleanField(
        default=False, help_text="Put there by the program, not by a person."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "tag"], name="library_documenttag_once"
            ),
        ]
        indexes = [
            # Documents of a tag, and tag counts.
            models.Index(fields=["tag", "document"], name="library_documenttag_of_tag"),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.document_id}"
