"""Time-ordered identifiers (UUID version 7, RFC 9562)."""

import uuid

from uuid_utils import compat


def uuid7() -> uuid.UUID:
    """A new id that sorts after every id this process made before it."""
    return compat.uuid7()
