"""Work that an operator ends: the document fails, and can be read again later."""

from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from library.document_meta import forget_document_meta
from library.models import Document, ProcessingRun
from pdfsum.lib.batches import pk_batches

CODE = "cancelled"
SENTENCE = "Its processing was cancelled. What was read until then is kept."


def cancel_processing(*, documents: QuerySet[Document]) -> int:
    """For operators: end the open runs of these documents, and count them.

    A worker that is at one of them notices within a second and takes the next one.
    Those that are not in work are left alone. A batch at a time: memory and locks stay
    small however many wait.
    """
    unfinished = documents.filter(status__in=Document.UNFINISHED)
    return sum(_cancel(pks) for pks in pk_batches(unfinished))


@transaction.atomic
def _cancel(pks: list[UUID]) -> int:
    # Runs before documents, as the workers do who end them: no two wait in a circle.
    runs = ProcessingRun.objects.open().filter(document__in=pks)
    mine = dict(
        runs.select_for_update().order_by("pk").values_list("pk", "document_id")
    )
    told = {"error_code": CODE, "error_detail": SENTENCE}
    ProcessingRun.objects.filter(pk__in=mine).update(
        state=ProcessingRun.State.FAILED, finished_at=Now(), **told
    )
    Document.objects.filter(pk__in=mine.values()).locked_in_order().update(
        status=Document.Status.FAILED, updated_at=Now(), **told
    )
    forget_document_meta(*mine.values())
    return len(mine)
