"""The pages that somebody names: `5`, or `3-10`."""

import re
from typing import NamedTuple, Self

from library.errors import InvalidPagesError

# The dash that people type, and the one that word processors make of it.
_RANGE = re.compile(r"\s*(\d{1,9})(?:\s*[-–]\s*(\d{1,9}))?\s*", re.ASCII)


class PageRange(NamedTuple):
    """First and last page, or None for all of them."""

    first: int | None
    last: int | None

    @classmethod
    def parse(cls, text: str, *, page_count: int) -> Self:
        """Raise `InvalidPagesError` unless these are pages of such a document."""
        if not text.strip():
            return cls(None, None)
        found = _RANGE.fullmatch(text)
        if found is None:
            raise InvalidPagesError(page_count)
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= page_count:
            raise InvalidPagesError(page_count)
        return cls(first, last)
