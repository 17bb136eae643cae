"""How many passwords were tried on a document lately: kept in the cache."""

from uuid import UUID

from django.core.cache import cache

from library.errors import TooManyPasswordsError

# Enough for a person who tries all their own; a machine needs billions.
MAX_TRIES = 10
WINDOW_MINUTES = 10


def count_try(document_id: UUID) -> None:
    """Count one more, or raise `TooManyPasswordsError`.

    Counted before the password is tried, so that guesses sent at once count too.
    A cache that is down counts nothing, and lets everybody try.
    """
    key = _key(document_id)
    if cache.add(key, 1, WINDOW_MINUTES * 60):
        return
    try:
        tries = cache.incr(key)
    except ValueError:  # Its time ended just now, or the cache is down.
        return
    if tries and tries > MAX_TRIES:
        raise TooManyPasswordsError(tries=MAX_TRIES, minutes=WINDOW_MINUTES)


def forget(document_id: UUID) -> None:
    """The right password came: what was typed before does not count."""
    cache.delete(_key(document_id))


def _key(document_id: UUID) -> str:
    return f"library:unlock_tries:v1:{document_id}"
