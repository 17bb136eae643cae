"""The life of a PDF after its upload: the order of the steps, and all they save.

Each step finds what an earlier attempt left and goes on from there. Every save is
safe to repeat, and a worker that lost its claim stops at its next heartbeat.
"""

import logging
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from typing import Any, cast

from django.db import transaction
from django.db.models.functions import Now

from library import storage
from library.models import (
    Document,
    DocumentTag,
    Embedding,
    Library,
    Page,
    Passage,
    ProcessingRun,
    Summary,
    Tag,
    TextVersion,
)
from library.models.passages import DEFAULT_SPACE_ID
from library.processing.indexing import embedded_text, search_vector
from library.processing.progress import ClaimLostError, Progress
from library.processing.split import PassageDraft, split
from library.processing.warnings import page_warnings
from library.vectors import library_embedder
from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.language import detect_language
from pdfsum.engines.pdf import PageText, PdfFacts, PdfReader
from pdfsum.engines.titles import pick_title
from pdfsum.engines.words import count_words
from pdfsum.engines.writer import PageSource, get_writer
from pdfsum.lib.errors import AppError

logger = logging.getLogger(__name__)

# A later reader reads everything anew; of this one, finished pages are kept.
READER = f"pypdfium2 {version('pypdfium2')}"
# Pages, passages and vectors are saved this many at a time: a step that is
# interrupted repeats at most so much, and memory stays flat.
BATCH = 50
SUMMARY_WORDS = 150
# Enough text to know a language by; more costs time and changes nothing.
LANGUAGE_SAMPLE = 20_000


def process(run: ProcessingRun) -> None:
    """Take a claimed run to its end. Its `state` tells how that was.

    Reading errors that a person can act on end in `failed` with their sentence.
    Others pass through: the run falls silent and is tried again.
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
    reading = _unfinished_version(document)
    _read(document, reading, progress)
    pages = [_as_text(page) for page in reading.pages.order_by("number")]
    _split(document, reading, pages, progress)
    _embed(reading, progress, page_count=len(pages))
    _publish(document, reading)
    sources = [PageSource(page.number, page.text, page.headings) for page in pages]
    _summarise(document, reading, sources, progress)
    _tag(document, sources, progress)
    _finish(reading, pages, progress.run)


def _unfinished_version(document: Document) -> TextVersion:
    """The reading that an earlier attempt began, or a new one."""
    begun = document.text_versions.filter(completed_at=None, reader=READER)
    return begun.first() or document.text_versions.create(reader=READER)


def _read(document: Document, reading: TextVersion, progress: Progress) -> None:
    """Save the pages that are not there yet, and what the file says of itself."""
    with (
        storage.local_copy(document.stored_file) as path,
        PdfReader(path) as reader,
        progress.stage(ProcessingRun.Stage.READING, total=reader.facts.page_count),
    ):
        reading.pages.filter(source=Page.Source.FAILED).delete()
        known = set(reading.pages.values_list("number", flat=True))
        batch: list[Page] = []
        for number in range(1, reader.facts.page_count + 1):
            if number not in known:
                batch.append(_read_page(reader, reading, number))
            if len(batch) == BATCH:
                Page.objects.bulk_create(batch, ignore_conflicts=True)
                batch = []
            progress.reached(number)
        Page.objects.bulk_create(batch, ignore_conflicts=True)
        _describe(document, reading, reader.facts)


def _read_page(reader: PdfReader, reading: TextVersion, number: int) -> Page:
    try:
        page = reader.read_page(number)
    except PageFailedError:
        logger.warning("Document %s: page %s failed.", reading.document_id, number)
        page = PageText(number, "", 0.0, 0.0, "failed", b"")
    return Page(
        text_version=reading,
        number=page.number,
        text=page.text,
        width=page.width,
        height=page.height,
        source=page.source,
        headings=page.headings,
        text_map=page.text_map,
    )


def _as_text(page: Page) -> PageText:
    headings = tuple((start, end) for start, end in page.headings)
    return PageText(
        number=page.number,
        text=page.text,
        width=page.width,
        height=page.height,
        source=cast(Any, page.source),
        text_map=bytes(page.text_map),
        headings=headings,
    )


def _describe(document: Document, reading: TextVersion, facts: PdfFacts) -> None:
    """Title, authors, language and counts, as far as nobody has set them."""
    pages = list(reading.pages.order_by("number"))
    texts = [page.text for page in pages]
    if document.title == document.title_from_filename:
        first = _as_text(pages[0]) if pages else None
        document.title = pick_title(facts, first, document.filename)
    document.authors = document.authors or facts.author
    document.page_count = facts.page_count
    document.word_count = sum(map(count_words, texts))
    document.language = detect_language("\n".join(texts)[:LANGUAGE_SAMPLE])
    document.save(
        update_fields=["title", "authors", "page_count", "word_count", "language"]
    )


def _split(
    document: Document,
    reading: TextVersion,
    pages: Sequence[PageText],
    progress: Progress,
) -> None:
    """Save all passages at once, or find them saved."""
    if reading.passages.exists():
        return
    with progress.stage(ProcessingRun.Stage.SPLITTING, total=len(pages)):
        embedder = library_embedder()
        drafts = split(pages, count_tokens=embedder.count_tokens)
        with transaction.atomic():
            for start in range(0, len(drafts), BATCH):
                Passage.objects.bulk_create(
                    _as_passage(document, reading, draft)
                    for draft in drafts[start : start + BATCH]
                )


def _as_passage(
    document: Document, reading: TextVersion, draft: PassageDraft
) -> Passage:
    return Passage(
        text_version=reading,
        document=document,
        library_id=document.library_id,
        ordinal=draft.ordinal,
        heading=draft.heading[:300],
        text=draft.text,
        first_page=draft.first_page,
        last_page=draft.last_page,
        spans=[[span.page, span.start, span.end] for span in draft.spans],
        search=search_vector(document, draft),
    )


def _embed(reading: TextVersion, progress: Progress, *, page_count: int) -> None:
    """Save a vector for each passage that has none."""
    missing = reading.passages.exclude(embeddings__space=DEFAULT_SPACE_ID)
    with progress.stage(ProcessingRun.Stage.EMBEDDING, total=page_count):
        embedder = library_embedder()
        passages = list(missing.order_by("ordinal"))
        for start in range(0, len(passages), BATCH):
            batch = passages[start : start + BATCH]
            vectors = embedder.embed([embedded_text(passage) for passage in batch])
            Embedding.objects.bulk_create(
                (
                    Embedding(
                        passage=passage,
                        library_id=passage.library_id,
                        space_id=DEFAULT_SPACE_ID,
                        vector=vector,
                    )
                    for passage, vector in zip(batch, vectors, strict=True)
                ),
                ignore_conflicts=True,
            )
            progress.reached(batch[-1].last_page)


@transaction.atomic
def _publish(document: Document, reading: TextVersion) -> None:
    """From here on this reading is what is searched; an older one's pages stay."""
    document.current_text = reading
    document.save(update_fields=["current_text"])
    document.passages.exclude(text_version=reading).delete()


def _summarise(
    document: Document,
    reading: TextVersion,
    sources: Sequence[PageSource],
    progress: Progress,
) -> None:
    start = time.monotonic()
    with progress.stage(ProcessingRun.Stage.SUMMARISING, total=len(sources)):
        draft = get_writer().summarise(sources, max_words=SUMMARY_WORDS)
    Summary.objects.update_or_create(
        text_version=reading,
        style=Summary.Style.BALANCED,
        focus="",
        defaults={
            "document": document,
            "text": draft.text,
            # An extractive sentence is its own quote, taken from that page.
            "sentences": [
                {
                    "text": sentence.text,
                    "page": sentence.page,
                    "start": sentence.start,
                    "end": sentence.end,
                    "quote_found": True,
                }
                for sentence in draft.sentences
            ],
            "pages_read": draft.pages_read,
            "pages_total": draft.pages_total,
            "engine": draft.engine,
            "model": draft.model,
            "word_count": count_words(draft.text),
            "original_word_count": document.word_count or 0,
            "processing_seconds": round(time.monotonic() - start, 3),
        },
    )


def _tag(document: Document, sources: Sequence[PageSource], progress: Progress) -> None:
    """Replace earlier suggestions; what a person put on stays."""
    with progress.stage(ProcessingRun.Stage.TAGGING, total=len(sources)):
        # A file name is no title, and its parts are no subjects.
        named_by_file = document.title == document.title_from_filename
        title = "" if named_by_file else document.title
        names = get_writer().suggest_tags(title, sources)
        _suggest(document, names)


@transaction.atomic
def _suggest(document: Document, names: Iterable[str]) -> None:
    """Tags that were suggestions only, and of this document only, are no more."""
    # Nobody puts a tag on while it is swept away.
    Library.objects.lock_tags(document.library_id)
    earlier = document.document_tags.filter(suggested=True)
    dropped = list(earlier.values_list("tag", flat=True))
    earlier.delete()
    tags = Tag.objects.named(document.library_id, names)
    DocumentTag.objects.put_on(document, tags, suggested=True)
    Tag.objects.filter(pk__in=dropped).unused().delete()


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
