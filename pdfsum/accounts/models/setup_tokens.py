"""The one-time token that lets somebody make the first admin."""

from datetime import datetime
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SetupTokenQuerySet(models.QuerySet["SetupToken"]):
    def replace(self, *, token_hash: str, expires_at: datetime) -> None:
        """Make this the only valid token. The one before it stops working."""
        self.update_or_create(
            pk=1, defaults={"token_hash": token_hash, "expires_at": expires_at}
        )

    def consume(self, token_hash: str) -> bool:
        """Whether this token was valid; from now on it is not.

        The DELETE is the lock: of two at once, only one removes the row. Call it
        inside a transaction, so that a later failure gives the token back.
        """
        valid = self.filter(token_hash=token_hash, expires_at__gt=Now())
        deleted, _ = valid.delete()
        return deleted == 1


class SetupToken(models.Model):
    """At most one row. Only the hash of the token is kept."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    token_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    objects: ClassVar[SetupTokenQuerySet] = SetupTokenQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(id=1), name="accounts_setuptoken_only_one"
            ),
        ]

    def __str__(self) -> str:
        return f"Set-up token until {self.expires_at}"
