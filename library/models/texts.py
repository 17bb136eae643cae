"""What was read from a PDF, page by page."""

from typing import Self

from django.db import models
from django.db.models.functions import Now

from library.models.documents import Document
from pdfsum.accounts.models import User


class TextVersion(models.Model):
    """One reading of a document. It never changes once it is complete.

    Reprocessing makes another; citations go on pointing to the one they quote.
    """

    document = models.ForeignKey(Document, models.CASCADE, related_name="text_versions")
    reader = models.CharField(max_length=50, help_text="Program and version.")
    settings = models.JSONField(default=dict)
    outline = models.JSONField(
        default=list, help_text="The PDF's own: [{level, title, page}], level from 1."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    completed_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return f"{self.document_id} by {self.reader}"


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(text_version__document__library__memberships__user=user)

    def of_text(self, text_version_id: int | None) -> Self:
        """Pages of one reading, in order; of no reading, none."""
        return self.filter(text_version=text_version_id).order_by("number")

    def without_map(self) -> Self:
        """For reading only: the way back to the paper is left in the database."""
        return self.defer("text_map")


class Page(models.Model):
    """The text of one page, and the way back to where it stands on the paper."""

    class Source(models.TextChoices):
        TEXT = "text"
        OCR = "ocr"
        EMPTY = "empty"
        FAILED = "failed"

    text_version = models.ForeignKey(
        TextVersion,
        models.CASCADE,
        related_name="pages",
        db_index=False,  # library_page_once starts with text_version
    )
    number = models.PositiveIntegerField(help_text="The first page is 1.")
    text = models.TextField(blank=True)
    width = models.FloatField(help_text="In points, as displayed.")
    height = models.FloatField(help_text="In points, as displayed.")
    source = models.CharField(max_length=6, choices=Source)
    failure = models.CharField(
        max_length=200, blank=True, help_text="Half a sentence: why it failed."
    )
    headings = models.JSONField(default=list, help_text="Spans [start, end] of text.")
    main_heading = models.JSONField(
        null=True, help_text="Span [start, end] of the line in the largest type."
    )
    text_map = models.BinaryField(
        default=b"", help_text="Stored characters to the reader's characters."
    )

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text_version", "number"], name="library_page_once"
            ),
        ]

    def __str__(self) -> str:
        return f"p. {self.number} of {self.text_version_id}"
