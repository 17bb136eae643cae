"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, date, datetime, time

from uuid_utils import compat


def uuid7() -> uuid.UUID:
    """A new id that sorts after every id this process made before it."""
    return compat.uuid7()


def ids_in(texts: Iterable[str]) -> list[uuid.UUID]:
    """The ids that a form or an address sends; what is none is passed over."""
    ids = []
    for text in texts:
        with suppress(ValueError):
            ids.append(uuid.UUID(text))
    return ids


def first_uuid7_of(day: date, *, days_later: int = 0) -> uuid.UUID:
    """A bound for ids: those made on this day (UTC) or later sort after it."""
    midnight = datetime.combine(day, time.min, UTC)
    # The last day of year 9999 has no day after it, yet a bound.
    seconds = int(midnight.timestamp()) + days_later * 24 * 3600
    milliseconds = max(0, seconds * 1000)
    # The first 48 bits are the time; version and variant are 7 and 10 in binary.
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | 0x2 << 62)
