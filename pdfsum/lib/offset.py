"""Pages by limit and offset: for `/api/v1/library`, whose contract they are."""

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db import models
from django.http import HttpRequest

from pdfsum.lib.keyset import KeysetQuerySet

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class OffsetPage(Generic[M]):
    """`next` and `previous` are whole addresses, or None at the ends."""

    count: int
    next: str | None
    previous: str | None
    results: list[M]


def fetch_offset_page(
    rows: KeysetQuerySet[M],
    *,
    request: HttpRequest,
    limit: int,
    offset: int,
    ordering: str,
    within: "models.QuerySet[Any] | None" = None,
) -> OffsetPage[M]:
    """Run the query, and one that counts all rows. `within` as in `fetch_page`."""
    count = rows.count()
    after, before = offset + limit, max(offset - limit, 0)
    return OffsetPage(
        count=count,
        next=_address(request, after) if after < count else None,
        previous=_address(request, before) if offset else None,
        results=list(rows.at(offset, limit=limit, ordering=ordering, within=within)),
    )


def _address(request: HttpRequest, offset: int) -> str:
    query = request.GET.copy()
    query["offset"] = str(offset)
    return request.build_absolute_uri(f"{request.path}?{query.urlencode()}")
