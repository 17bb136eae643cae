"""Uploads that a client may repeat: the same `Idempotency-Key`, the same answer."""

from hashlib import sha256
from uuid import UUID

from django.core.cache import cache

# Clients retry within minutes; a day is what others promise too.
TIMEOUT = 24 * 3600
LONGEST_KEY = 255


def recall(user_id: int, key: str) -> UUID | None:
    """The document that an earlier request with this key made, if any."""
    found = cache.get(_key(user_id, key)) if key else None
    return UUID(found) if found else None


def remember(user_id: int, key: str, document_id: UUID) -> None:
    if key:
        cache.set(_key(user_id, key), str(document_id), TIMEOUT)


def _key(user_id: int, key: str) -> str:
    digest = sha256(key.encode()).hexdigest()
    return f"library:idempotency:v1:{user_id}:{digest}"
