"""API keys: what a program shows instead of a password."""

from datetime import timedelta
from hashlib import sha256
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from pdfsum.accounts.models.users import User
from pdfsum.lib.ids import uuid7

KEY_PREFIX = "pdfsum_"
# Enough of the key to tell one from another, too little to guess the rest.
SHOWN_LENGTH = len(KEY_PREFIX) + 4
# How exact `last_used_at` is. A write for each request would cost more than it says.
USE_RECORDED_EVERY = timedelta(minutes=1)


class Scope(models.TextChoices):
    READ = "read", "Read: find and open documents"
    WRITE = "write", "Write: upload, change and delete documents"
    CHAT = "chat", "Chat: ask questions"


def all_scopes() -> list[str]:
    return list(Scope.values)


def hash_key(key: str) -> str:
    """No salt and no stretching: a key is 256 random bits, not a password."""
    return sha256(key.encode()).hexdigest()


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(user=user)

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def usable(self) -> Self:
        """Keys that have not expired, of users who may log in."""
        return self.filter(
            Q(expires_at=None) | Q(expires_at__gt=Now()), user__is_active=True
        )

    def authenticate(self, key: str) -> "ApiKey | None":
        """The usable key with its user, or None. Costs one query by hash.

        Records the use, which costs a second query at most once a minute.
        """
        if not key.startswith(KEY_PREFIX):
            return None
        found = self.usable().select_related("user").filter(key_hash=hash_key(key))
        api_key = found.first()
        if api_key is not None:
            api_key.record_use()
        return api_key


class ApiKey(models.Model):
    """A named key of one user. The key itself is not kept, only its hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user = models.ForeignKey(
        User,
        models.CASCADE,
        related_name="api_keys",
        db_index=False,  # accounts_apikey_name_once_per_user starts with user
    )
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=20, editable=False)
    key_hash = models.CharField(max_length=64, editable=False)
    scopes = ArrayField(
        models.CharField(max_length=10, choices=Scope), default=all_scopes
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        verbose_name_plural = "API keys"
        constraints = [
            # Its index finds the key of a request.
            models.UniqueConstraint(fields=["key_hash"], name="accounts_apikey_hash"),
            # Its index lists the keys of a user.
            models.UniqueConstraint(
                fields=["user", "name"], name="accounts_apikey_name_once_per_user"
            ),
            models.CheckConstraint(
                condition=Q(scopes__contained_by=["read", "write", "chat"])
                & Q(scopes__len__gt=0),
                name="accounts_apikey_known_scopes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def is_expired(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    def record_use(self) -> None:
        """Note that the key was used. No query if that is known for this minute."""
        now = timezone.now()
        stale = now - USE_RECORDED_EVERY
        if self.last_used_at is not None and self.last_used_at > stale:
            return
        # Compare-and-set: of many requests at once, one writes.
        known = ApiKey.objects.filter(pk=self.pk, last_used_at=self.last_used_at)
        known.update(last_used_at=now)
        self.last_used_at = now
