"""Uploads that a client may repeat: the same `Idempotency-Key`, the same document."""

from datetime import timedelta

from library.errors import IdempotencyKeyReusedError
from library.models import Document, IdempotentUpload
from pdfsum.accounts.models import User

# Clients retry within minutes; a day is what others promise too.
LIFETIME = timedelta(days=1)


def recall(*, user: User, key: str, file_hash: str) -> Document | None:
    """The document that an earlier upload with this key made, if any. One query.

    Raises `IdempotencyKeyReusedError` when the key came with other bytes then.
    """
    if not key:
        return None
    uploads = IdempotentUpload.objects.select_related("document")
    earlier = uploads.filter(user=user, key=key).first()
    if earlier is None:
        return None
    if earlier.file_hash != file_hash:
        raise IdempotencyKeyReusedError
    return earlier.document


def remember(*, user: User, key: str, document: Document) -> None:
    """Keep the key. Call in the transaction that makes the document.

    Of two requests at once, the second gets an IntegrityError after the first's
    commit: then `recall` knows the document.
    """
    if key:
        IdempotentUpload.objects.create(
            user=user, key=key, file_hash=document.file_hash, document=document
        )


def forget_old() -> int:
    """Delete keys that are older than a day, and count them."""
    deleted, _ = IdempotentUpload.objects.older_than(LIFETIME).delete()
    return deleted
