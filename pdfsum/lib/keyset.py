"""Keyset pagination: a page starts after a row, never at a row number."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from typing import Generic, NamedTuple, Self, TypeVar
from uuid import UUID

from django.db import models

from pdfsum.lib.errors import InvalidCursorError

M = TypeVar("M", bound=models.Model)


class Cursor(NamedTuple):
    """Where a page ended: its ordering, the last row's value and id.

    The value is empty when the ordering is the id itself: UUIDs of version 7
    sort by time, so "newest first" needs no second column.
    """

    ordering: str
    value: str
    pk: UUID

    @classmethod
    def decode(cls, token: str, *, ordering: str) -> Self:
        """Raise `InvalidCursorError` on damage or on another list's cursor."""
        try:
            stored, value, pk = json.loads(urlsafe_b64decode(token.encode()))
            cursor = cls(str(stored), str(value), UUID(pk))
        except (ValueError, TypeError, AttributeError) as exc:
            raise InvalidCursorError from exc
        if cursor.ordering != ordering or "\0" in cursor.value:
            raise InvalidCursorError
        return cursor

    def encode(self) -> str:
        text = json.dumps([self.ordering, self.value, str(self.pk)])
        return urlsafe_b64encode(text.encode()).decode()


@dataclass(frozen=True)
class Page(Generic[M]):
    """One page of a list. `next_cursor` is None on the last one."""

    results: list[M]
    next_cursor: str | None


class KeysetQuerySet(models.QuerySet[M]):
    """For models whose id is a UUIDv7. Page 1,000 costs what page 1 costs."""

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def fetch_page(self, *, cursor: str | None, limit: int) -> Page[M]:
        """Run the query. One row past the page tells whether more follow."""
        rows = self.newest_first()
        if cursor:
            rows = rows.filter(pk__lt=Cursor.decode(cursor, ordering="newest").pk)
        found = list(rows[: limit + 1])
        results = found[:limit]
        if len(found) <= limit:
            return Page(results, next_cursor=None)
        return Page(results, Cursor("newest", "", results[-1].pk).encode())
