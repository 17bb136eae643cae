"""The life of a PDF after its upload: the order of the steps.

Each step saves what it made, finds what an earlier attempt left, and goes on from
there. A worker that lost its claim stops at its next heartbeat.
"""

from collections.abc import Sequence
from contextlib import closing

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from library import pictures, storage
from library.document_meta import forget_document_meta
from library.errors import NoPageReadError
from library.models import Document, Page, ProcessingRun, TextVersion
from library.processing.adopting import adopt_summaries
from library.processing.languages import settle_language
from library.processing.passages import index_pages, publish
from library.processing.progress import ClaimLostError, Progress
from library.processing.reading import read_pages, unfinished_reading
from library.processing.twins import note_twins
from library.processing.warnings import is_incomplete, page_warnings
from library.processing.writing import suggest_tags, write_summary
from pdfsum.engines.page_reader import PageReader
from pdfsum.engines.words import count_words
from pdfsum.engines.writer import PageSource
from pdfsum.lib.errors import AppError

# Timed beside the stages; too short to be shown as one.
COMPARING = "comparing"


def process(run: ProcessingRun) -> None:
    """Take a claimed run to its end. Its `state` tells how that was.

    Reading errors that a person can act on end in `failed` with their sentence.
    Others pass through to the task, which has the run tried again.
    """
    documents = Document.objects.select_related("stored_file")
    document = documents.get(pk=run.document_id)
    try:
        try:
            _process(document, Progress(run))
        except AppError as exc:
            _fail(run, exc)
    except ClaimLostError:
        run.state = ProcessingRun.State.LOST


def _process(document: Document, progress: Progress) -> None:
    with transaction.atomic():
        progress.confirm()
        Document.objects.filter(pk=document.pk).update(
            status=Document.Status.PROCESSING, updated_at=Now()
        )
    reading = unfinished_reading(document)
    _make_searchable(document, reading, progress)
    pages = list(reading.pages.order_by("number").without_map())
    if all(page.source == Page.Source.FAILED for page in pages):
        raise NoPageReadError(len(pages), pages[0].failure)
    sources = [PageSource(page.number, page.text, page.headings) for page in pages]
    document.word_count = sum(count_words(page.text) for page in pages)
    document.save(update_fields=["word_count"])
    if not adopt_summaries(document, reading, sources):
        write_summary(document, reading, sources, progress)
        suggest_tags(document, sources, progress)
    _finish(reading, pages, progress.run)
    # It is ready with or without: what fails here costs the thumbnail only.
    pictures.make_thumbnail(document)


def _make_searchable(
    document: Document, reading: TextVersion, progress: Progress
) -> None:
    """One stream: a page is read while those before it are split, embedded, saved."""
    with storage.local_copy(document) as path, PageReader(path) as reader:
        count = reader.facts.page_count
        progress.found_large(pages=count)
        first = not progress.run.times_gave_way
        with (
            progress.stage(ProcessingRun.Stage.READING, total=count),
            closing(read_pages(document, reading, reader, again=first)) as pages,
        ):
            index_pages(document, reading, pages, progress)
            settle_language(document, reading)
            publish(document, reading, progress)
            with progress.timed(COMPARING):
                note_twins(document)


@transaction.atomic
def _finish(reading: TextVersion, pages: Sequence[Page], run: ProcessingRun) -> None:
    def numbers(source: Page.Source) -> list[int]:
        return [page.number for page in pages if page.source == source]

    warnings = page_warnings(
        empty=numbers(Page.Source.EMPTY),
        failed=numbers(Page.Source.FAILED),
        ocr=numbers(Page.Source.OCR),
        reasons={page.number: page.failure for page in pages if page.failure},
        page_count=len(pages),
        with_ocr=settings.OCR_MODE != "off",
    )
    ready, partly = Document.Status.READY, Document.Status.READY_WITH_WARNINGS
    _end(run, ProcessingRun.State.DONE, stage=ProcessingRun.Stage.DONE, percent=100)
    TextVersion.objects.filter(pk=reading.pk).update(completed_at=Now())
    Document.objects.filter(pk=reading.document_id).update(
        status=partly if is_incomplete(warnings) else ready,
        warnings=warnings,
        processed_at=Now(),
        updated_at=Now(),
    )
    forget_document_meta(reading.document_id)


@transaction.atomic
def _fail(run: ProcessingRun, error: AppError) -> None:
    told = {"error_code": error.code, "error_detail": str(error)}
    _end(run, ProcessingRun.State.FAILED, **told)
    Document.objects.filter(pk=run.document_id).update(
        status=Document.Status.FAILED, updated_at=Now(), **told
    )
    forget_document_meta(run.document_id)


def _end(run: ProcessingRun, state: ProcessingRun.State, **changes: object) -> None:
    if not ProcessingRun.objects.beat(run, state=state, finished_at=Now(), **changes):
        raise ClaimLostError
    run.state = state
