"""Exports on their way into a library, each worked off by a task."""

from datetime import datetime
from typing import Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from library.models.libraries import Library
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7

SHOWN = 5


class LibraryImportQuerySet(models.QuerySet["LibraryImport"]):
    def visible_to(self, user: User) -> Self:
        """Imports are personal, like the archive that was uploaded."""
        return self.filter(user=user)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def open(self) -> Self:
        return self.filter(state__in=LibraryImport.OPEN)

    def silent(self, *, since: datetime) -> Self:
        """Not at an end and without a sign of life: lost with a message or a worker."""
        return self.open().filter(beat_at__lt=since)

    def claim(self, pk: UUID | str) -> "LibraryImport | None":
        """Take it, or None if it has ended or somebody is at it.

        The UPDATE is the lock: a message that comes twice changes nothing.
        """
        taken = self.filter(pk=pk, state=LibraryImport.State.QUEUED).update(
            state=LibraryImport.State.RUNNING, beat_at=Now()
        )
        if not taken:
            return None
        return self.select_related("user", "library").get(pk=pk)

    def end(self, pk: UUID, state: "LibraryImport.State", **changes: object) -> None:
        self.filter(pk=pk).update(
            state=state, finished_at=Now(), beat_at=Now(), **changes
        )


class LibraryImport(models.Model):
    """One archive, how far it is, and what became of its documents."""

    class State(models.TextChoices):
        QUEUED = "queued", "Waiting"
        RUNNING = "running", "At work"
        DONE = "done"
        FAILED = "failed"

    OPEN = (State.QUEUED, State.RUNNING)

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="library_imports",
        db_index=False,  # library_import_of_user starts with user
    )
    library = models.ForeignKey(Library, models.CASCADE, related_name="imports")
    filename = models.CharField(max_length=255)
    stored_name = models.CharField(
        max_length=200, help_text="Where the archive lies in the storage."
    )
    state = models.CharField(max_length=7, choices=State, default=State.QUEUED)
    total = models.PositiveIntegerField(default=0, help_text="Documents in it.")
    added = models.PositiveIntegerField(default=0)
    known = models.PositiveIntegerField(default=0)
    trashed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=list, help_text="Sentences, the first ones.")
    error_detail = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    beat_at = models.DateTimeField(
        db_default=Now(), editable=False, help_text="The last sign of life."
    )
    finished_at = models.DateTimeField(null=True, editable=False)

    objects = LibraryImportQuerySet.as_manager()

    class Meta:
        indexes = [
            # One person's imports, newest first; and one that is open already.
            models.Index(fields=["user", "-id"], name="library_import_of_user"),
            # Those that fell silent: a handful of rows.
            models.Index(
                fields=["beat_at"],
                condition=models.Q(state__in=["queued", "running"]),
                name="library_import_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} of {self.user_id}"

    @property
    def is_open(self) -> bool:
        return self.state in self.OPEN

    @property
    def done(self) -> int:
        return self.added + self.known + self.trashed + self.refused

    @property
    def unnamed_problems(self) -> int:
        """Refused documents beyond those that `problems` names."""
        return self.refused - len(self.problems)


def latest_imports(user: User) -> list[LibraryImport]:
    """What the page shows of the imports of `user`. One query."""
    return list(LibraryImport.objects.visible_to(user).newest_first()[:SHOWN])
