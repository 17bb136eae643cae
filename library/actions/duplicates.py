"""Documents that share pages: found in what was read before, and decided by people."""

from collections.abc import Iterator
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from library.actions.documents import check_writable
from library.comparing import passage_prints
from library.models import Document, NearDuplicate, Passage
from library.processing.twins import note_twins
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches

# Bounds memory: a passage has a thousand characters.
BATCH = 200

_SAVE = """
UPDATE library_passage SET fingerprints = batch.prints::bigint[]
FROM unnest(%(ids)s::bigint[], %(prints)s::text[]) AS batch (passage_id, prints)
WHERE id = passage_id
"""


def dismiss_pair(*, user: User, pair: NearDuplicate) -> None:
    """Say that two documents are different ones. Reading them anew leaves it so."""
    check_writable(user, pair.document)
    NearDuplicate.objects.filter(pk=pair.pk).update(dismissed=True)


def without_fingerprints(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Read documents of which no passage has fingerprints: an older version read them.

    So are those whose passages are all too short, which costs a look each time.
    """
    printed = Passage.objects.exclude(fingerprints=[]).values("document")
    texts = Passage.objects.values("document")
    return documents.filter(pk__in=texts).exclude(pk__in=printed)


def fill_fingerprints(documents: QuerySet[Document]) -> Iterator[UUID]:
    """Give passages that were saved without their fingerprints, document by document.

    Each is kept at once: what is interrupted goes on where it stopped.
    """
    for pks in pk_batches(without_fingerprints(documents)):
        for document in Document.objects.filter(pk__in=pks).order_by("pk"):
            for ids in pk_batches(document.passages.all(), size=BATCH):
                _fill(document, ids)
            yield document.pk


def find_pairs(documents: QuerySet[Document]) -> Iterator[int]:
    """Look for the pairs of each document; yields how many each has."""
    for pks in pk_batches(documents):
        for document in Document.objects.filter(pk__in=pks).order_by("pk"):
            yield len(note_twins(document))


@transaction.atomic
def _fill(document: Document, ids: list[int]) -> None:
    texts = dict(Passage.objects.filter(pk__in=ids).values_list("pk", "text"))
    prints = (passage_prints(text, document.library_id) for text in texts.values())
    # An array of arrays would have to be even; these are of different lengths.
    spelled = [f"{{{','.join(map(str, numbers))}}}" for numbers in prints]
    with connection.cursor() as cursor:
        cursor.execute(_SAVE, {"ids": list(texts), "prints": spelled})
