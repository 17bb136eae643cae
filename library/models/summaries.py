from typing import Self

from django.db import models
from django.db.models.functions import Now

from library.models.documents import Document
from library.models.texts import TextVersion
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7


class SummaryQuerySet(models.QuerySet["Summary"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(document__library__memberships__user=user)


class Summary(models.Model):
    """A summary whose every sentence names the page it rests on."""

    class Style(models.TextChoices):
        BALANCED = "balanced"
        CONCISE = "concise"
        DETAILED = "detailed"
        BULLET_POINTS = "bullet_points", "Bullet points"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="summaries")
    text_version = models.ForeignKey(
        TextVersion, models.CASCADE, related_name="summaries", db_index=False
    )
    style = models.CharField(max_length=13, choices=Style, default=Style.BALANCED)
    focus = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    sentences = models.JSONField(
        default=list, help_text="[{text, page, start, end, quote_found}]"
    )
    pages_read = models.PositiveIntegerField()
    pages_total = models.PositiveIntegerField()
    engine = models.CharField(max_length=50)
    model = models.CharField(max_length=200, blank=True)
    word_count = models.PositiveIntegerField()
    original_word_count = models.PositiveIntegerField()
    processing_seconds = models.FloatField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = SummaryQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name_plural = "summaries"
        constraints = [
            models.UniqueConstraint(
                fields=["text_version", "style", "focus"],
                name="library_summary_once_per_reading",
            ),
        ]
        indexes = [
            # Newest summaries, and date filters.
            models.Index(fields=["created_at"], name="library_summary_created_at"),
        ]

    def __str__(self) -> str:
        return f"{self.style} summary of {self.document_id}"

    @property
    def compression_ratio(self) -> float:
        """Words of the summary for each word of the original, 0 to 1."""
        if not self.original_word_count:
            return 0.0
        return round(self.word_count / self.original_word_count, 4)

    @property
    def coverage(self) -> dict[str, int]:
        return {"pages_read": self.pages_read, "pages_total": self.pages_total}
