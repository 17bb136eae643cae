"""Many rows, a few at a time."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

BATCH = 500


def pk_batches(rows: "QuerySet[Any]", *, size: int = BATCH) -> Iterator[list[Any]]:
    """The primary keys of all rows, in order, each batch a query of its own.

    Rows may change meanwhile: what a batch is used for does not disturb the next.
    """
    ordered = rows.order_by("pk").values_list("pk", flat=True)
    batch = list(ordered[:size])
    while batch:
        yield batch
        batch = list(ordered.filter(pk__gt=batch[-1])[:size])
