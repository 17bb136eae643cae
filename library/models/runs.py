"""The jobs: one row per attempt at processing a document."""

from datetime import datetime, timedelta
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from library.models.documents import Document


class ProcessingRunQuerySet(models.QuerySet["ProcessingRun"]):
    def silent(self, *, since: datetime) -> Self:
        """Running, yet without a heartbeat: the worker must have died."""
        return self.filter(state=ProcessingRun.State.RUNNING, heartbeat_at__lt=since)

    def waiting(self, *, longer_than: timedelta) -> Self:
        """Queued for so long that their message may be lost."""
        return self.filter(
            state=ProcessingRun.State.QUEUED,
            queued_at__lt=timezone.now() - longer_than,
        )

    def ahead_of(self, run: "ProcessingRun") -> Self:
        """Queued runs that a worker takes before this one."""
        sooner = Q(queued_at__lt=run.queued_at)
        same_time = Q(queued_at=run.queued_at, pk__lt=run.pk)
        return self.filter(sooner | same_time, state=ProcessingRun.State.QUEUED)

    def claim(self, document_id: UUID) -> "ProcessingRun | None":
        """Take the queued run of a document, or None if there is none to take.

        The UPDATE is the lock: of two workers, only one changes the row.
        """
        queued = self.filter(document=document_id, state=ProcessingRun.State.QUEUED)
        running = ProcessingRun.State.RUNNING
        if not queued.update(state=running, started_at=Now(), heartbeat_at=Now()):
            return None
        return self.select_related("document").get(
            document=document_id, state=ProcessingRun.State.RUNNING
        )

    def beat(self, run: "ProcessingRun", **changes: Any) -> bool:
        """Save progress and a heartbeat. False when the run was taken away."""
        mine = self.filter(pk=run.pk, state=ProcessingRun.State.RUNNING)
        return mine.update(heartbeat_at=Now(), **changes) == 1


class ProcessingRun(models.Model):
    """One attempt at reading, embedding, summarising and tagging a document."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"
        LOST = "lost", "Lost with its worker"

    class Queue(models.TextChoices):
        """Small and recent documents go ahead of books and of large batches."""

        INTERACTIVE = "interactive"
        BULK = "bulk"

    class Stage(models.TextChoices):
        WAITING = "waiting"
        READING = "reading"
        SPLITTING = "splitting"
        EMBEDDING = "embedding"
        SUMMARISING = "summarising"
        TAGGING = "tagging"
        DONE = "done"

    document = models.ForeignKey(
        Document,
        models.CASCADE,
        related_name="runs",
        db_index=False,  # library_run_of_document starts with document
    )
    attempt = models.PositiveSmallIntegerField(
        default=1, help_text="1, and one more for each worker that died on it."
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        db_index=False,  # library_run_waiting
        help_text="Who added the document: the slots rotate among users.",
    )
    queue = models.CharField(max_length=11, choices=Queue, default=Queue.INTERACTIVE)
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    stage = models.CharField(max_length=11, choices=Stage, default=Stage.WAITING)
    pages_done = models.PositiveIntegerField(default=0)
    pages_total = models.PositiveIntegerField(default=0)
    percent = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField(
        db_default=Now(), help_text="Not before this time: the back-off of a retry."
    )
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    timings = models.JSONField(default=dict, help_text="Seconds spent in each stage.")
    peak_memory = models.PositiveBigIntegerField(
        null=True, help_text="In bytes: the worker process and its children."
    )
    error_code = models.CharField(max_length=50, blank=True)
    error_detail = models.TextField(blank=True)

    objects = ProcessingRunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document"],
                condition=Q(state__in=["queued", "running"]),
                name="library_run_one_open",
            ),
        ]
        indexes = [
            # The history of one document.
            models.Index(fields=["document", "id"], name="library_run_of_document"),
            # requeue_stuck, every ten seconds. Few rows are open.
            models.Index(
                fields=["state", "queued_at"],
                condition=Q(state__in=["queued", "running"]),
                name="library_run_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document_id}, attempt {self.attempt}"

    @property
    def queue_position(self) -> int | None:
        """How many queued runs come first; None unless queued. Costs a query then."""
        if self.state != self.State.QUEUED:
            return None
        return ProcessingRun.objects.ahead_of(self).count()
