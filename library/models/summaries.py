from typing import ClassVar, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from library.models.documents import Document
from library.models.texts import TextVersion
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(document__library__memberships__user=user)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def written(self) -> Self:
        """Those that can be read: not queued, not failed."""
        return self.filter(state=Summary.State.READY)

    def queued(self) -> Self:
        """Those that somebody asked for and that are not written yet."""
        return self.filter(state=Summary.State.QUEUED)

    def claim(self, pk: UUID) -> "Summary | None":
        """A queued one, begun now once more; None when it needs nobody any more.

        Of two workers both get it: the UPDATE that ends it tells who was first.
        """
        begun = self.queued().filter(pk=pk)
        if not begun.update(started_at=Now(), attempts=F("attempts") + 1):
            return None
        return self.select_related("document").filter(pk=pk).first()


class Summary(models.Model):
    """A summary whose every sentence names the page it rests on."""

    class State(models.TextChoices):
        """Only a ready one has a text."""

        QUEUED = "queued"
        READY = "ready"
        FAILED = "failed"

    class Style(models.TextChoices):
        """How long it is and what it looks like."""

        BALANCED = "balanced"
        CONCISE = "concise"
        DETAILED = "detailed"
        BULLET_POINTS = "bullet_points", "Bullet points"

    # How long each is at most, where nobody says so.
    STYLE_WORDS: ClassVar[dict[str, int]] = {
        Style.BALANCED: 150,
        Style.CONCISE: 60,
        Style.DETAILED: 400,
        Style.BULLET_POINTS: 150,
    }

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="summaries",
        db_index=False,  # library_summary_of_document starts with document
    )
    text_version = models.ForeignKey(
        TextVersion, models.CASCADE, related_name="summaries"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    automatic = models.BooleanField(
        default=False, help_text="Made by processing, not asked for."
    )
    state = models.CharField(max_length=6, choices=State, default=State.READY)
    started_at = models.DateTimeField(
        null=True, editable=False, help_text="When a worker last began it."
    )
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    error_code = models.CharField(max_length=50, blank=True)
    error_detail = models.TextField(blank=True)
    style = models.CharField(max_length=13, choices=Style, default=Style.BALANCED)
    focus = models.CharField(max_length=300, blank=True)
    max_words = models.PositiveIntegerField(
        null=True, help_text="What was asked for; empty leaves it to the style."
    )
    first_page = models.PositiveIntegerField(
        null=True, help_text="Where the asked range begins; empty for all pages."
    )
    last_page = models.PositiveIntegerField(null=True)
    text = models.TextField(blank=True)
    sentences = models.JSONField(
        default=list, help_text="[{text, page, start, end, quote_found}]"
    )
    pages_read = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=50, blank=True)
    model = models.CharField(max_length=200, blank=True)
    word_count = models.PositiveIntegerField(default=0)
    original_word_count = models.PositiveIntegerField(default=0)
    processing_seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "summaries"
        constraints = [
            # A second attempt at processing writes the same row again.
            models.UniqueConstraint(
                fields=["text_version"],
                condition=Q(automatic=True),
                name="library_summary_one_automatic",
            ),
            models.CheckConstraint(
                condition=Q(first_page=None, last_page=None)
                | Q(first_page__gte=1, last_page__gte=F("first_page")),
                name="library_summary_pages_in_order",
            ),
        ]
        indexes = [
            # The summaries of one document, newest first.
            models.Index(
                F("document"), F("id").desc(), name="library_summary_of_document"
            ),
            # What waits for a worker: a handful of rows, asked for by beat.
            models.Index(
                fields=["started_at"],
                condition=Q(state="queued"),
                name="library_summary_queued",
            ),
            # Newest summaries, and date filters.
            models.Index(fields=["created_at"], name="library_summary_created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.style} summary of {self.document_id}"

    @property
    def is_written(self) -> bool:
        return self.state == self.State.READY

    @property
    def word_limit(self) -> int:
        """About how many words it may have."""
        return self.max_words or self.STYLE_WORDS[self.style]

    @property
    def error(self) -> dict[str, str] | None:
        if not self.error_code:
            return None
        return {"code": self.error_code, "detail": self.error_detail}

    @property
    def compression_ratio(self) -> float:
        """Words of the summary for each word of the original, 0 to 1."""
        if not self.original_word_count:
            return 0.0
        return round(self.word_count / self.original_word_count, 4)

    @property
    def coverage(self) -> dict[str, int]:
        return {"pages_read": self.pages_read, "pages_total": self.pages_total}
