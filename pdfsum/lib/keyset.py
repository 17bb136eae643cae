"""Keyset pagination: a page starts after a row, never at a row number."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, ClassVar, Generic, NamedTuple, Self, TypeVar, cast

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL

from pdfsum.lib.errors import InvalidCursorError

M = TypeVar("M", bound=models.Model)


class Cursor(NamedTuple):
    """Where a page ended: its ordering, the last row's value and id.

    The value is empty when the ordering is the id itself: UUIDs of version 7
    sort by time, so "newest first" needs no second column.
    """

    ordering: str
    value: str
    pk: object

    @classmethod
    def decode(cls, token: str, *, ordering: str) -> Self:
        """Raise `InvalidCursorError` on damage or on another list's cursor."""
        try:
            stored, value, pk = json.loads(urlsafe_b64decode(token.encode()))
            cursor = cls(str(stored), str(value), str(pk))
            cursor.value.encode()  # Half a pair of surrogates is text to JSON.
        except (ValueError, TypeError, AttributeError, RecursionError) as exc:
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
    """For models whose id sorts by time. Page 1,000 costs what page 1 costs.

    `orderings` maps a name to the column it goes by, descending with `-`. The id
    breaks ties in the same direction; the column must not be NULL in the rows.
    """

    orderings: ClassVar[Mapping[str, str]] = {"newest": "-pk"}
    # The foreign key that the indexes of lists begin with, if there is one.
    partition: ClassVar[str] = ""

    def newest_first(self) -> Self:
        return self.order_by("-pk")

    def in_order_of(self, ordering: str) -> Self:
        """Ordered by one of `orderings`."""
        column = self.orderings[ordering]
        return self.order_by(column, "-pk" if column.startswith("-") else "pk")

    def fetch_page(
        self,
        *,
        cursor: str | None,
        limit: int,
        ordering: str = "newest",
        within: "models.QuerySet[Any] | None" = None,
    ) -> Page[M]:
        """Run the query. One row past the page tells whether more follow.

        Rows of several partitions cost a sort of them all, unless these are named:
        then each gives its first rows `within` its own part of the index.
        """
        rows = self.in_order_of(ordering)
        if cursor:
            rows = rows._after(Cursor.decode(cursor, ordering=ordering))
        found = list(rows.at(0, limit=limit + 1, ordering=ordering, within=within))
        results = found[:limit]
        if len(found) <= limit:
            return Page(results, next_cursor=None)
        return Page(results, self._cursor_at(results[-1], ordering).encode())

    def at(
        self,
        offset: int,
        *,
        limit: int,
        ordering: str,
        within: "models.QuerySet[Any] | None" = None,
    ) -> Self:
        """Rows by position, chosen by id before anything else of them is read.

        So rows that are sorted or passed over cost no join and no summary.
        """
        rows = self.in_order_of(ordering)
        if within is None:
            found = rows.values("pk")[offset : offset + limit]
            return rows.filter(pk__in=found)
        stop = offset + limit
        return rows._between(offset, stop, ordering=ordering, within=within)

    def _between(
        self, start: int, stop: int, *, ordering: str, within: "models.QuerySet[Any]"
    ) -> Self:
        """The rows of these positions, counted from 0, each partition giving its first.

        Django has no LATERAL. The rows of a partition are a query that speaks of
        `part`; the outer one holds to every filter of its own.
        """
        part = RawSQL("part.pk", (), output_field=self.model._meta.pk)
        own = self.filter(**{self.partition: part})
        column = self.orderings[ordering]
        try:
            first, values = _sql(own.values_list("pk", column.removeprefix("-"))[:stop])
            parts, part_values = _sql(within.order_by().values("pk"))
        except EmptyResultSet:  # A filter by one of none.
            return self.none()
        way = "DESC" if column.startswith("-") else "ASC"
        sql = f"""
            SELECT first.pk
            FROM ({parts}) AS part (pk) CROSS JOIN LATERAL ({first}) AS first (pk, key)
            ORDER BY first.key {way}, first.pk {way} LIMIT %s OFFSET %s
        """  # noqa: S608 - values are parameters
        found = RawSQL(sql, (*part_values, *values, stop - start, start))  # noqa: S611
        return self.filter(pk__in=found)

    def _after(self, cursor: Cursor) -> Self:
        column = self.orderings[cursor.ordering]
        beyond = "lt" if column.startswith("-") else "gt"
        name = column.removeprefix("-")
        past_id = Q(**{f"pk__{beyond}": self._parse("pk", cursor.pk)})
        if name == "pk":
            return self.filter(past_id)
        value = self._parse(name, cursor.value)
        # The first condition is a range of the index; an OR alone would be none.
        return self.filter(
            Q(**{f"{name}__{beyond}": value}) | past_id, **{f"{name}__{beyond}e": value}
        )

    def _parse(self, name: str, text: object) -> Any:
        """What the column may hold; `InvalidCursorError` for what it may not."""
        field = self.model._meta.pk if name == "pk" else self._field(name)
        try:
            # A computed column leaves it to the field that it is computed into.
            value = getattr(field, "output_field", field).to_python(text)
            # PostgreSQL knows no zones as far off as Python does.
            return value.astimezone(UTC) if isinstance(value, datetime) else value
        except (ValidationError, ValueError, OverflowError) as exc:
            raise InvalidCursorError from exc

    def _cursor_at(self, row: M, ordering: str) -> Cursor:
        name = self.orderings[ordering].removeprefix("-")
        value = "" if name == "pk" else self._field(name).value_to_string(row)
        return Cursor(ordering, value, row.pk)

    def _field(self, name: str) -> "models.Field[Any, Any]":
        return cast("models.Field[Any, Any]", self.model._meta.get_field(name))


def _sql(rows: "models.QuerySet[Any]") -> tuple[str, tuple[Any, ...]]:
    sql, params = rows.query.sql_with_params()
    return sql, params
