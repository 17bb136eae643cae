"""Passages nearest to a vector, through the index and never starved by a filter."""

from collections.abc import Sequence

from django.db import connection, transaction

from library.models.passages import PassageQuerySet

# Candidates that the HNSW index keeps while it walks; the design's starting value.
EF_SEARCH = 100


def nearest(
    passages: PassageQuerySet, vector: Sequence[float], depth: int
) -> list[tuple[int, float]]:
    """Ids and cosine distances, nearest first. Three queries."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL hnsw.ef_search = {EF_SEARCH}")
        # A filter never starves the result: the index goes on where it lacks rows.
        cursor.execute("SET LOCAL hnsw.iterative_scan = 'strict_order'")
        found = passages.nearest(vector).only("pk")[:depth]
        return [(passage.pk, passage.distance) for passage in found]
