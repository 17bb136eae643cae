from typing import Self

from django.db import models
from django.db.models.functions import Now


class StoredFileQuerySet(models.QuerySet["StoredFile"]):
    def without_documents(self) -> Self:
        """Files that no document points to any more."""
        return self.filter(documents=None)


class StoredFile(models.Model):
    """The bytes of one PDF, kept once however many documents point to them."""

    class State(models.TextChoices):
        STORED = "stored"
        MISSING = "missing"

    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    name = models.CharField(
        max_length=200, editable=False, help_text="Where it lies in the storage."
    )
    size = models.PositiveBigIntegerField(editable=False, help_text="In bytes.")
    state = models.CharField(
        max_length=7, choices=State, default=State.STORED, editable=False
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = StoredFileQuerySet.as_manager()

    def __str__(self) -> str:
        return self.sha256[:12]
