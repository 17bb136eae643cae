from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from library.models.documents import Document

LONGEST_KEY = 255


class IdempotentUploadQuerySet(models.QuerySet["IdempotentUpload"]):
    def older_than(self, age: timedelta) -> Self:
        return self.filter(created_at__lt=timezone.now() - age)


class IdempotentUpload(models.Model):
    """The `Idempotency-Key` of an upload, committed together with its document."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="+",
        db_index=False,  # library_idempotentupload_once starts with user
    )
    key = models.CharField(max_length=LONGEST_KEY)
    file_hash = models.CharField(
        max_length=64, help_text="SHA-256 of the file that came with the key, in hex."
    )
    document = models.ForeignKey(Document, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = IdempotentUploadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "key"], name="library_idempotentupload_once"
            ),
        ]

    def __str__(self) -> str:
        return self.key
