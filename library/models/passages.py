"""Passages of text, and their vectors: what search ranks."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Cast, Now
from pgvector.django import CosineDistance, HalfVectorField, HnswIndex

from library.models.documents import Document
from library.models.libraries import Library
from library.models.texts import TextVersion
from pdfsum.accounts.models import User

# all-MiniLM-L6-v2, the space that the first migration makes.
DEFAULT_SPACE_ID = 1
DEFAULT_DIMENSIONS = 384


class EmbeddingSpace(models.Model):
    """One model's vectors. Vectors of two spaces are never compared."""

    class State(models.TextChoices):
        ACTIVE = "active"
        FILLING = "filling"
        RETIRED = "retired"

    model = models.CharField(max_length=200)
    dimensions = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=7, choices=State, default=State.FILLING)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["model", "dimensions"], name="library_space_once"
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(state="active"),
                name="library_space_one_active",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.model} ({self.dimensions})"


class PassageQuerySet(models.QuerySet["Passage"]):
    def visible_to(self, user: User) -> Self:
        """Passages of live documents that `user` may read.

        Only those of the current reading: while a new one is made, its passages
        stand beside the old. `library` is a copy, and a foreign key of two columns
        keeps it the document's (migration hold_passages_to_library).
        """
        return self.filter(
            library__memberships__user=user,
            document__trashed_at__isnull=True,
            document__replaces__isnull=True,
            document__current_text=F("text_version"),
        )

    def delete_unseen(self) -> None:
        """Delete these and their vectors without reading them: a book has 10,000.

        Two queries. Nothing else refers to passages.
        """
        Embedding.objects.filter(passage__in=self.values("pk"))._raw_delete(self.db)
        self._raw_delete(self.db)

    def spans_of(self, pk: int) -> list[list[int]]:
        """Where one passage stands; nowhere once it is gone. Costs a query."""
        found = self.filter(pk=pk).values_list("spans", flat=True).first()
        return found or []

    def nearest(self, vector: Sequence[float]) -> Self:
        """Ordered by cosine distance to `vector` (0 same, 2 opposite), as `distance`.

        The casts spell the expression of `library_embedding_hnsw`, so that the
        planner may use it.
        """
        column = Cast(
            "embeddings__vector", HalfVectorField(dimensions=DEFAULT_DIMENSIONS)
        )
        return (
            self.filter(embeddings__space_id=DEFAULT_SPACE_ID)
            .annotate(distance=CosineDistance(column, vector))
            .order_by("distance")
        )


class Passage(models.Model):
    """A few sentences that are embedded, ranked and cited together.

    Passages belong to the document's current reading only: those of an older one
    are deleted when a new one takes over, its pages stay.
    """

    LONGEST_HEADING = 300

    # Set by PassageQuerySet.nearest().
    distance: float

    text_version = models.ForeignKey(
        TextVersion,
        models.CASCADE,
        related_name="passages",
        db_index=False,  # library_passage_once starts with text_version
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="passages")
    library = models.ForeignKey(Library, models.CASCADE, related_name="passages")
    ordinal = models.PositiveIntegerField(
        help_text="Its first page × 10,000, and its place there."
    )
    heading = models.CharField(max_length=LONGEST_HEADING, blank=True)
    text = models.TextField()
    first_page = models.PositiveIntegerField()
    last_page = models.PositiveIntegerField()
    spans = models.JSONField(help_text="[page, start, end] into the pages' texts.")
    search = SearchVectorField(null=True, editable=False)
    fingerprints = ArrayField(
        models.BigIntegerField(),
        default=list,
        db_default=[],
        editable=False,
        help_text="Hashes that passages of nearly the same words have in common.",
    )

    objects = PassageQuerySet.as_manager()

    class Meta:
        constraints = [
            # What each embedding refers to, so that its library is this one. It
            # takes about 40 bytes a passage, its vector 770.
            models.UniqueConstraint(
                fields=["id", "library"], name="library_passage_of_library"
            ),
            models.UniqueConstraint(
                fields=["text_version", "ordinal"], name="library_passage_once"
            ),
            models.CheckConstraint(
                condition=Q(last_page__gte=F("first_page")),
                name="library_passage_pages_in_order",
            ),
        ]
        indexes = [
            # Words, of every search.
            GinIndex(fields=["search"], name="library_passage_words"),
            # Other documents with nearly the same passages.
            GinIndex(fields=["fingerprints"], name="library_passage_prints"),
        ]

    def __str__(self) -> str:
        return f"{self.document_id} #{self.ordinal}"

    def anchor(self) -> dict[str, Any]:
        """Query parameters that open the document at this passage."""
        return {"page": self.first_page, "passage": self.pk}


class Embedding(models.Model):
    """The unit vector of one passage in one space, in half precision."""

    id = models.BigAutoField(primary_key=True)
    passage = models.ForeignKey(
        Passage,
        models.CASCADE,
        related_name="embeddings",
    )
    library = models.ForeignKey(
        Library,
        models.CASCADE,
        related_name="embeddings",
        db_index=False,  # library_embedding_of_library starts with library
    )
    space = models.ForeignKey(
        EmbeddingSpace,
        models.PROTECT,
        related_name="embeddings",
        db_index=False,  # library_embedding_once starts with space
    )
    vector = HalfVectorField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["space", "passage"], name="library_embedding_once"
            ),
        ]
        indexes = [
            # Exact ranking within one small library.
            models.Index(
                fields=["library", "space"], name="library_embedding_of_library"
            ),
            # Nearest passages of the default space, in `PassageQuerySet.nearest`.
            HnswIndex(
                OpClass(
                    Cast("vector", HalfVectorField(dimensions=DEFAULT_DIMENSIONS)),
                    "halfvec_cosine_ops",
                ),
                m=16,
                ef_construction=64,
                condition=Q(space_id=DEFAULT_SPACE_ID),
                name="library_embedding_hnsw",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.passage_id} in {self.space_id}"
