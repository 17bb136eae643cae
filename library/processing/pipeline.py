"""The life of a PDF after its upload: the order of the steps.

Each step saves what it made, finds what an earlier attempt left, and goes on from
there. A worker that lost its claim stops at its next heartbeat.
"""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from library.models import Document, ProcessingRun, TextVersion
from library.processing.passages import embed_passages, publish, split_pages
from library.processing.progress import ClaimLostError, Progress
from library.processing.reading import as_text, read_pages, unfinished_reading
from library.processing.warnings import page_warnings
from library.processing.writing import suggest_tags, write_summary
from pdfsum.engines.pdf import PageText
from pdfsum.engines.writer import PageSource
from pdfsum.lib.errors import AppError


def process(run: ProcessingRun) -> None:
    """Take a claimed run to its end. Its `state` tells how that was.

    Reading errors that a person can act on end in `failed` with their sentence.
    Others pass through to the task, which has the run tried again.
    """
    documents = Document.objects.select_related("stored_file")
    document = documents.get(pk=run.document_id)
    try:
        _process(document, Progress(run))
    except AppError as exc:
        _fail(run, exc)
    except ClaimLostError:
        run.state = ProcessingRun.State.LOST


def _process(document: Document, progress: Progress) -> None:
    Document.objects.filter(pk=document.pk).update(
        status=Document.Status.PROCESSING, updated_at=Now()
    )
    reading = unfinished_reading(document)
    read_pages(document, reading, progress)
    pages = [as_text(page) for page in reading.pages.order_by("number")]
    split_pages(document, reading, pages, progress)
    embed_passages(reading, progress, page_count=len(pages))
    publish(document, reading)
    sources = [PageSource(page.number, page.text, page.headings) for page in pages]
    write_summary(document, reading, sources, progress)
    suggest_tags(document, sources, progress)
    _finish(reading, pages, progress.run)


@transaction.atomic
def _finish(
    reading: TextVersion, pages: Sequence[PageText], run: ProcessingRun
) -> None:
    warnings = page_warnings(
        empty=[page.number for page in pages if page.source == "empty"],
        failed=[page.number for page in pages if page.source == "failed"],
        page_count=len(pages),
    )
    ready, partly = Document.Status.READY, Document.Status.READY_WITH_WARNINGS
    _end(run, ProcessingRun.State.DONE, stage=ProcessingRun.Stage.DONE, percent=100)
    TextVersion.objects.filter(pk=reading.pk).update(completed_at=Now())
    Document.objects.filter(pk=reading.document_id).update(
        status=partly if warnings else ready,
        warnings=warnings,
        processed_at=Now(),
        updated_at=Now(),
    )


@transaction.atomic
def _fail(run: ProcessingRun, error: AppError) -> None:
    told = {"error_code": error.code, "error_detail": str(error)}
    _end(run, ProcessingRun.State.FAILED, **told)
    Document.objects.filter(pk=run.document_id).update(
        status=Document.Status.FAILED, updated_at=Now(), **told
    )


def _end(run: ProcessingRun, state: ProcessingRun.State, **changes: object) -> None:
    if not ProcessingRun.objects.beat(run, state=state, finished_at=Now(), **changes):
        raise ClaimLostError
    run.state = state
