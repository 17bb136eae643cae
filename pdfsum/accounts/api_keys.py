import secrets
from collections.abc import Sequence
from datetime import datetime

from pdfsum.accounts.errors import DuplicateApiKeyNameError
from pdfsum.accounts.models import ApiKey, User
from pdfsum.accounts.models.api_keys import KEY_PREFIX, SHOWN_LENGTH, hash_key

KEY_BYTES = 32


def create_api_key(
    *,
    user: User,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
) -> tuple[ApiKey, str]:
    """Create a key. The text returned beside it is kept nowhere: show it now.

    Raises `DuplicateApiKeyNameError`. That also stops a form sent twice from
    leaving a second key that nobody has seen.
    """
    key = KEY_PREFIX + secrets.token_urlsafe(KEY_BYTES)
    api_key, created = ApiKey.objects.get_or_create(
        user=user,
        name=name,
        defaults={
            "prefix": key[:SHOWN_LENGTH],
            "key_hash": hash_key(key),
            "scopes": list(scopes),
            "expires_at": expires_at,
        },
    )
    if not created:
        raise DuplicateApiKeyNameError(name)
    return api_key, key
