"""Other documents of the library that have pages in common with one."""

from collections import Counter
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from library.comparing import Comparison, Printed, compare, printed_passages
from library.models import Document, NearDuplicate

# From this share on two documents are shown as a pair. docs/duplicates.md measures it.
SHARE = 0.5
# What stands in more documents than this is boilerplate, and tells nothing.
COMMON = 50
# A document is looked up by so many of its passages, spread evenly: a book of 5,000
# costs what a report costs. The comparison that follows is of all.
LOOKED_UP = 400
# So many documents are compared, those with most in common first.
COMPARED = 20
# A passage found by chance has not so many fingerprints in common.
FEWEST_HITS = 4
_BATCH = 500

# One look into the index for each number; what is boilerplate is read no further. The
# planner cannot know how few there are, and would read the table.
_HOLDERS = """
SELECT wanted.print, array_agg(DISTINCT held.document_id)
FROM unnest(%(prints)s::bigint[]) AS wanted (print)
CROSS JOIN LATERAL (
    SELECT document_id FROM library_passage
    WHERE fingerprints @> ARRAY[wanted.print] LIMIT %(most)s
) AS held
GROUP BY wanted.print
"""
# Several passages of one document may hold the same.
_MOST_ROWS = 4 * COMMON


def note_twins(document: Document) -> list[NearDuplicate]:
    """Find the documents that share passages with this one, and keep the pairs.

    Pairs that are none any more are forgotten, but what somebody has decided is not. A
    new version that waits is compared with the document that it is to replace, alone.
    """
    passages = printed_passages(document)
    hits, common = _count_hits(document, passages)
    others = _candidates(document, hits)
    found = {}
    for other in others:
        result = compare(passages, printed_passages(other), common)
        if result.share >= SHARE or other.pk == document.replaces_id:
            found[other.pk] = result
    return _keep(document, found)


def _count_hits(
    document: Document, passages: Collection[Printed]
) -> tuple[Counter[UUID], set[int]]:
    """How many fingerprints each document has of this one, and which are common."""
    hits: Counter[UUID] = Counter()
    common = set()
    prints = sorted({number for one in _spread(passages) for number in one.prints})
    for start in range(0, len(prints), _BATCH):
        for number, holders in _holders(prints[start : start + _BATCH]):
            if len(holders) > COMMON:
                common.add(number)
            else:
                hits.update(holders)
    del hits[document.pk]
    return hits, common


def _spread(passages: Collection[Printed]) -> Iterable[Printed]:
    step = max(1, -(-len(passages) // LOOKED_UP))
    return list(passages)[::step]


@transaction.atomic
def _holders(prints: list[int]) -> list[tuple[int, list[UUID]]]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(_HOLDERS, {"prints": prints, "most": _MOST_ROWS})
        found: list[tuple[int, list[UUID]]] = cursor.fetchall()
        cursor.execute("SET LOCAL enable_seqscan = DEFAULT")
    return found


def _candidates(document: Document, hits: Counter[UUID]) -> list[Document]:
    """Those of the same library, without what is in the trash or waits."""
    if document.replaces_id:
        return list(Document.objects.filter(pk=document.replaces_id))
    most = [pk for pk, count in hits.most_common(5 * COMPARED) if count >= FEWEST_HITS]
    same = Document.objects.live().filter(library=document.library_id, pk__in=most)
    return sorted(same, key=lambda other: -hits[other.pk])[:COMPARED]


@transaction.atomic
def _keep(document: Document, found: dict[UUID, Comparison]) -> list[NearDuplicate]:
    """The locks make those wait who delete a document for good meanwhile."""
    own = Document.objects.filter(pk__in=[document.pk, *found]).order_by("pk")
    there = set(own.select_for_update(no_key=True).values_list("pk", flat=True))
    if document.pk not in there:
        return []
    kept = [_pair(document, pk, result) for pk, result in found.items() if pk in there]
    NearDuplicate.objects.bulk_create(
        kept,
        update_conflicts=True,
        unique_fields=["document", "twin"],
        update_fields=["share", "pages"],
    )
    earlier = NearDuplicate.objects.undecided().filter(
        Q(document=document) | Q(twin=document)
    )
    earlier.exclude(pk__in=[pair.pk for pair in kept]).delete()
    return kept


def _pair(document: Document, other: UUID, result: Comparison) -> NearDuplicate:
    """The newer document first, as the table has it."""
    newer, older, pages = document.pk, other, result.pages
    if older > newer:
        newer, older = older, newer
        pages = sorted((twin, page) for page, twin in pages)
    return NearDuplicate(
        document_id=newer,
        twin_id=older,
        share=round(result.share, 4),
        pages=[list(pair) for pair in pages],
    )
