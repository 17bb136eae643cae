import re
from collections.abc import Iterable, Sequence
from itertools import chain, count
from typing import TYPE_CHECKING, Self
from uuid import UUID
from zlib import crc32

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Q, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower, Now
from django.urls import reverse
from django.utils.text import slugify

from library.models.libraries import Library
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7
from pdfsum.lib.text import tidy_name

if TYPE_CHECKING:
    from library.models.documents import Document

NAME_LENGTH = 50
COLOR = re.compile(r"#[0-9a-f]{6}")


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(library__memberships__user=user)

    def with_counts(self) -> Self:
        """Adds `count`, the live documents that people put each on; most used first.

        The links alone are counted, from their index: looking up each document costs a
        hundred times as much. Those that are not live are few, and are left out by id.
        """
        documents = apps.get_model("library", "Document")._default_manager
        trashed = documents.filter(trashed_at__isnull=False).values("pk")
        waiting = documents.filter(replaces__isnull=False).values("pk")
        live = (
            Q(document_tags__suggested=False)
            & ~Q(document_tags__document__in=trashed)
            & ~Q(document_tags__document__in=waiting)
        )
        counted = Count("document_tags__document", filter=live)
        return self.annotate(count=counted).order_by("-count", "name", "pk")

    def most_used(self) -> Self:
        """Accepted ones, those on most documents first, without counting closely."""
        uses = Count("document_tags")
        return self.accepted().alias(uses=uses).order_by("-uses", "pk")

    def as_put_on(self) -> Self:
        """For a prefetch of documents' `tags`: by name, and whether just `suggested`.

        Of the row through which a prefetch joins the two. A path of relations would
        join that table once more, and mix the documents up.
        """
        column = f'"{DocumentTag._meta.db_table}"."suggested"'
        suggested = RawSQL(column, (), models.BooleanField())  # noqa: S611
        shown = self.annotate(suggested=suggested).only("name", "slug", "color")
        return shown.order_by("name")

    def accepted(self) -> Self:
        """Tags that a person cares for: the others are suggestions only."""
        return self.filter(is_suggestion=False)

    def spelled(self, names: Iterable[str]) -> Self:
        """Tags of these names in any case, through the index on `LOWER(name)`."""
        lowered = [Lower(Value(name)) for name in names]
        return self.alias(lower=Lower("name")).filter(lower__in=lowered)

    def unused(self) -> Self:
        """Suggestions on no document, unless somebody cared to colour them."""
        return self.filter(document_tags=None, is_suggestion=True, color="")

    def named(
        self, library_id: UUID, names: Iterable[str], *, as_suggestions: bool = False
    ) -> list["Tag"]:
        """A library's tags of these names in any case; those it has not are made.

        Two queries, five when there are new ones. Only within a transaction: until
        its end others wait who come for tags of this library. So two orders of the
        same names are no deadlock, a slug is free when it is given, and none of these
        tags is swept away before it is on its document.
        """
        wanted = tidy_names(names)
        if not wanted:
            return []
        Library.objects.lock_tags(library_id)
        tags = self.filter(library=library_id)
        found = list(tags.spelled(wanted))
        known = {tag.name.lower() for tag in found}
        missing = [name for name in wanted if name.lower() not in known]
        if not missing:
            return found
        slugs = tags.free_slugs(missing)
        # A conflict is a tag that was renamed to this name just now, or letters
        # that PostgreSQL lowers otherwise than Python does: it is found below.
        self.bulk_create(
            (
                Tag(
                    library_id=library_id,
                    name=name,
                    slug=slug,
                    is_suggestion=as_suggestions,
                )
                for name, slug in zip(missing, slugs, strict=True)
            ),
            ignore_conflicts=True,
        )
        return list(tags.spelled(wanted))

    def free_slugs(self, names: Sequence[str]) -> list[str]:
        """A slug for each name that none of these tags has: `c`, `c-2`, `c-3`."""
        bases = [Tag.slug_for(name) for name in names]
        # Slugs are letters, digits, `-` and `_`: nothing that a pattern would read.
        like = f"^({'|'.join(bases)})(-[0-9]+)?$"
        taken = set(self.filter(slug__regex=like).values_list("slug", flat=True))
        slugs = []
        for base in bases:
            numbered = (f"{base}-{number}" for number in count(2))
            slug = next(s for s in chain([base], numbered) if s not in taken)
            taken.add(slug)
            slugs.append(slug)
        return slugs


def rejection_key(name: str) -> str:
    """How `Document.rejected_tags` holds a name. Lower case may be longer."""
    return name.lower()[:NAME_LENGTH]


def tidy_names(names: Iterable[str]) -> list[str]:
    """Tidy names, cut to what a tag takes; of several spellings of one, the first."""
    spellings: dict[str, str] = {}
    for name in names:
        tidy = tidy_name(name)[:NAME_LENGTH].rstrip()
        spellings.setdefault(tidy.lower(), tidy)
    return [tidy for tidy in spellings.values() if tidy]


class Tag(models.Model):
    """A label that one library puts on its documents."""

    # Set by `TagQuerySet.with_counts` and `as_put_on`.
    count: int
    suggested: bool

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
    is_suggestion = models.BooleanField(
        default=False, help_text="No person has put it on a document so far."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = TagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "library", Lower("name"), name="library_tag_once_per_library"
            ),
            # /tags/{slug}/ of one library.
            models.UniqueConstraint(
                fields=["library", "slug"], name="library_tag_slug_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("library:tag_detail", args=[self.slug])

    @staticmethod
    def slug_for(name: str) -> str:
        """A slug that keeps letters of every script; a checksum where none is left.

        Shorter than the field, which leaves room for a number (`free_slugs`).
        """
        slug = slugify(name, allow_unicode=True)[:NAME_LENGTH]
        return slug or f"tag-{crc32(name.encode()):x}"


class DocumentTagQuerySet(models.QuerySet["DocumentTag"]):
    def put_on(
        self, document: "Document", tags: Iterable[Tag], *, suggested: bool = False
    ) -> None:
        """Put tags on a document. A person's choice outranks a suggestion.

        One query, or two where a person takes up a suggestion; in the transaction in
        which the tags were `named`.
        """
        self.put_on_each([document], tags, suggested=suggested)

    def put_on_each(
        self,
        documents: "Iterable[Document]",
        tags: Iterable[Tag],
        *,
        suggested: bool = False,
    ) -> None:
        """Put each of the tags on each of the documents; the rest as `put_on`."""
        tags = list(tags)
        links = [
            DocumentTag(document=document, tag=tag, suggested=suggested)
            for document in documents
            for tag in tags
        ]
        if any(link.crosses_libraries for link in links):
            raise ValueError("A tag of another library.")
        if suggested:
            self.bulk_create(links, ignore_conflicts=True)
            return
        self.bulk_create(
            links,
            update_conflicts=True,
            update_fields=["suggested"],
            unique_fields=["document", "tag"],
        )
        taken_up = [tag.pk for tag in tags if tag.is_suggestion]
        if taken_up:
            Tag.objects.filter(pk__in=taken_up).update(is_suggestion=False)


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

    objects = DocumentTagQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "tag"], name="library_documenttag_once"
            ),
        ]
        indexes = [
            # Documents of a tag, and tag counts, which it answers alone.
            models.Index(
                fields=["tag", "document"],
                include=["suggested"],
                name="library_documenttag_of_tag",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tag_id} on {self.document_id}"

    def clean(self) -> None:
        if self.crosses_libraries:
            raise ValidationError({"tag": "This tag is of another library."})

    @property
    def crosses_libraries(self) -> bool:
        """True where no tag may be: that of one library on a document of another.

        Not held by the database, which would need the library in each such row.
        """
        return self.tag.library_id != self.document.library_id
