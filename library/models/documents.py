from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, TextChoices
from django.db.models.functions import Coalesce, Now, Upper
from django.urls import reverse

from library.models.document_queries import LIVE, DocumentQuerySet
from library.models.files import StoredFile
from library.models.folders import Folder
from library.models.libraries import Library
from library.models.tags import DocumentTag, Tag
from pdfsum.engines.titles import title_from_filename
from pdfsum.lib.ids import uuid7


class Document(models.Model):
    """One PDF in one library, and how far its processing has come."""

    class Status(TextChoices):
        """How far it has come. The ready ones can be read and searched."""

        QUEUED = "queued"
        PROCESSING = "processing"
        READY = "ready"
        READY_WITH_WARNINGS = "ready_with_warnings", "Ready, with warnings"
        FAILED = "failed"

    # Set by lists on what is unfinished: how it stands (`library.waiting.explain`).
    state: dict[str, Any]

    UNFINISHED = (Status.QUEUED, Status.PROCESSING)
    READABLE = (Status.READY, Status.READY_WITH_WARNINGS)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    library = models.ForeignKey(
        Library,
        models.CASCADE,
        related_name="documents",
        db_index=False,  # library_document_newest starts with library
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents_added",
        db_index=False,  # library_document_added starts with added_by
    )
    stored_file = models.ForeignKey(
        StoredFile, models.PROTECT, related_name="documents", editable=False
    )
    title = models.CharField(max_length=300)
    authors = models.CharField(max_length=500, blank=True)
    document_date = models.DateField(null=True, blank=True)
    doi = models.CharField(max_length=200, blank=True)
    fact_sources = models.JSONField(
        default=dict,
        editable=False,
        help_text="Of title, authors, document_date and doi: where each comes from.",
    )
    filename = models.CharField(max_length=255, editable=False)
    unlocked_name = models.CharField(
        max_length=200,
        blank=True,
        editable=False,
        help_text="Where its own copy without a password lies in the storage.",
    )
    file_hash = models.CharField(
        max_length=64, editable=False, help_text="SHA-256 of the file, in hex."
    )
    size = models.PositiveBigIntegerField(editable=False, help_text="In bytes.")
    page_count = models.PositiveIntegerField(null=True, editable=False)
    word_count = models.PositiveIntegerField(null=True, editable=False)
    language = models.CharField(
        max_length=3, blank=True, help_text="ISO 639 code; empty when not known."
    )
    folder = models.ForeignKey(
        Folder,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="documents",
        db_index=False,  # library_document_in_folder starts with folder
    )
    tags = models.ManyToManyField(
        Tag, through=DocumentTag, related_name="documents", blank=True
    )
    rejected_tags = ArrayField(
        models.CharField(max_length=50),
        default=list,
        blank=True,
        editable=False,
        help_text="Names, in lower case, that are not to be suggested again.",
    )
    replaces = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="replacement",
        editable=False,
        help_text="Whose place it takes once somebody confirms it.",
    )
    status = models.CharField(
        max_length=20, choices=Status, default=Status.QUEUED, editable=False
    )
    error_code = models.CharField(max_length=50, blank=True, editable=False)
    error_detail = models.TextField(blank=True, editable=False)
    warnings = models.JSONField(default=list, blank=True, editable=False)
    current_run = models.ForeignKey(
        "library.ProcessingRun",
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    current_text = models.ForeignKey(
        "library.TextVersion",
        models.SET_NULL,
        null=True,
        related_name="+",
        editable=False,
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(db_default=Now(), editable=False)
    processed_at = models.DateTimeField(null=True, editable=False)
    trashed_at = models.DateTimeField(null=True, editable=False)

    # What lists are ordered by: never NULL, and titles in any case.
    title_key = models.GeneratedField(
        expression=Upper("title"), output_field=models.TextField(), db_persist=True
    )
    date_key = models.GeneratedField(
        expression=Coalesce("document_date", date.min),
        output_field=models.DateField(),
        db_persist=True,
    )

    # Set by DocumentQuerySet.with_summary() and with_shown_tags().
    summary: str | None
    shown_tags: list[dict[str, Any]]

    objects = DocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            # What each passage refers to, so that its library is this one
            # (migration hold_passages_to_library).
            models.UniqueConstraint(
                fields=["id", "library"], name="library_document_of_library"
            ),
            models.UniqueConstraint(
                fields=["library", "file_hash"],
                condition=Q(trashed_at=None),
                name="library_document_once_while_live",
            ),
            # Not `page_count > 0`: a CHECK that evaluates to NULL passes.
            models.CheckConstraint(
                condition=~Q(status__in=["ready", "ready_with_warnings"])
                | Q(page_count__isnull=False, processed_at__isnull=False),
                name="library_document_ready_has_pages",
            ),
            models.CheckConstraint(
                condition=~Q(status="failed") | ~Q(error_code=""),
                name="library_document_failed_says_why",
            ),
        ]
        indexes = [
            # The library list: one library, newest first, paged by keyset. Lists hold
            # what is `live`, so their indexes do: counts and first pages are answered
            # by an index alone.
            models.Index(
                "library",
                F("id").desc(),
                condition=LIVE,
                name="library_document_newest",
            ),
            # Orderings of one library's list, in both directions.
            models.Index(
                fields=["library", "title_key", "id"],
                condition=LIVE,
                name="library_document_title",
            ),
            models.Index(
                fields=["library", "date_key", "id"],
                condition=LIVE,
                name="library_document_date",
            ),
            # Filters of one library's list, newest first; and which languages it has.
            models.Index(
                fields=["library", "status", "id"],
                condition=LIVE,
                name="library_document_status",
            ),
            models.Index(
                fields=["library", "language", "id"],
                condition=LIVE,
                name="library_document_language",
            ),
            # What lies in a folder, newest first, and how much; and folders that are
            # deleted, for which those in the trash count too.
            models.Index(
                F("folder"),
                F("id").desc(),
                include=["trashed_at", "replaces"],
                name="library_document_in_folder",
            ),
            # The trash of one library, read backwards: last trashed first.
            models.Index(
                fields=["library", "trashed_at", "id"],
                condition=Q(trashed_at__isnull=False),
                name="library_document_trash",
            ),
            # Is this file here already? Upload, and integrity checks.
            models.Index(fields=["file_hash"], name="library_document_file_hash"),
            # Ordering and date filters of the admin.
            models.Index(fields=["created_at"], name="library_document_created_at"),
            # What is in flight: a handful of rows, polled by the library page.
            models.Index(
                fields=["library", "status"],
                condition=Q(status__in=["queued", "processing"]),
                name="library_document_unfinished",
            ),
            # What one user's documents amount to; and users that are deleted.
            models.Index(
                fields=["added_by"],
                include=["library", "size"],
                name="library_document_added",
            ),
            # The admin: what waits, failed or has warnings, whoever's it is.
            models.Index(
                fields=["status", "-id"],
                condition=Q(
                    status__in=["queued", "processing", "failed", "ready_with_warnings"]
                ),
                name="library_document_not_ready",
            ),
            # The admin: what failed for one reason, and which reasons there are.
            models.Index(
                fields=["error_code", "-id"],
                condition=~Q(error_code=""),
                name="library_document_error_code",
            ),
            # Parts of titles and of authors, in any case.
            GinIndex(
                OpClass(Upper("title"), "gin_trgm_ops"),
                name="library_document_title_part",
            ),
            GinIndex(
                OpClass(Upper("authors"), "gin_trgm_ops"),
                name="library_document_author_part",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("library:document_detail", args=[self.pk])

    def clean(self) -> None:
        """Explain what the database would refuse."""
        if self.folder and self.folder.library_id != self.library_id:
            raise ValidationError({"folder": "This folder is of another library."})

    @property
    def title_from_filename(self) -> str:
        """The title it has until its PDF is read, or for ever."""
        return title_from_filename(self.filename)

    @property
    def is_unfinished(self) -> bool:
        return self.status in self.UNFINISHED

    @property
    def is_readable(self) -> bool:
        """True once its text can be read and searched."""
        return self.status in self.READABLE

    @property
    def deletion_at(self) -> datetime | None:
        """When the trash deletes it for good, if it is there and does so by itself."""
        if not (self.trashed_at and settings.EMPTY_TRASH_DELAY):
            return None
        return self.trashed_at + timedelta(days=settings.EMPTY_TRASH_DELAY)

    @property
    def error(self) -> dict[str, str] | None:
        if not self.error_code:
            return None
        return {"code": self.error_code, "detail": self.error_detail}

    @property
    def progress(self) -> dict[str, Any]:
        """Stage, pages and percent, as the API and the pages show them.

        Needs `current_run` loaded (`for_list`), else costs a query.
        """
        run = self.current_run
        if run is None or self.is_readable:
            pages, percent = self.page_count or 0, 100 if self.is_readable else 0
            return {
                "stage": "done" if self.is_readable else "waiting",
                "pages_done": pages,
                "pages_total": pages,
                "percent": percent,
            }
        return {
            "stage": run.stage,
            "pages_done": run.pages_done,
            "pages_total": run.pages_total,
            "percent": run.percent,
        }
