"""Documents through the workers again, many at a time."""

from django.db.models import Exists, OuterRef, QuerySet

from library.actions.documents import reprocess_documents
from library.models import Document, Summary
from library.processing.reading import READER
from pdfsum.lib.batches import pk_batches


def reprocess_all(*, documents: QuerySet[Document], dry_run: bool = False) -> int:
    """Queue these documents again, behind those that somebody waits for; count them.

    Those that are in work already are left alone. Memory and locks are those of one
    batch, so that 100,000 documents hold nobody up.
    """
    finished = documents.exclude(status__in=Document.UNFINISHED)
    queued = 0
    for pks in pk_batches(finished):
        batch = Document.objects.filter(pk__in=pks)
        queued += len(pks) if dry_run else reprocess_documents(documents=batch)
    return queued


def made_by_older_engine(documents: QuerySet[Document]) -> QuerySet[Document]:
    """Those that were read by another reader than today's, or have no written summary.

    What no reader could read is left out: it would be tried again for ever.
    """
    summaries = Summary.objects.written().filter(text_version=OuterRef("current_text"))
    current = documents.filter(Exists(summaries), current_text__reader=READER)
    unreadable = documents.filter(status=Document.Status.FAILED, current_text=None)
    return documents.exclude(pk__in=current.values("pk")).exclude(
        pk__in=unreadable.values("pk")
    )
