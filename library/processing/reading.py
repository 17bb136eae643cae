"""The first step: every page of the PDF, and what the file says of itself."""

import logging
from importlib.metadata import version
from typing import Any, cast

from library import storage
from library.models import Document, Page, ProcessingRun, TextVersion
from library.processing.progress import Progress
from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.language import detect_language
from pdfsum.engines.pdf import PageText, PdfFacts, PdfReader
from pdfsum.engines.titles import pick_title
from pdfsum.engines.words import count_words

logger = logging.getLogger(__name__)

# A later reader reads everything anew; of this one, finished pages are kept.
READER = f"pypdfium2 {version('pypdfium2')}"
# Pages are saved this many at a time: an interrupted step repeats at most so much.
BATCH = 50
# Enough text to know a language by; more costs time and changes nothing.
LANGUAGE_SAMPLE = 20_000


def unfinished_reading(document: Document) -> TextVersion:
    """The reading that an earlier attempt began, or a new one."""
    begun = document.text_versions.filter(completed_at=None, reader=READER)
    return begun.first() or document.text_versions.create(reader=READER)


def read_pages(document: Document, reading: TextVersion, progress: Progress) -> None:
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


def _describe(document: Document, reading: TextVersion, facts: PdfFacts) -> None:
    """Title, authors, language and counts, as far as nobody has set them."""
    pages = list(reading.pages.order_by("number"))
    texts = [page.text for page in pages]
    if document.title == document.title_from_filename:
        first = as_text(pages[0]) if pages else None
        document.title = pick_title(facts, first, document.filename)
    document.authors = document.authors or facts.author
    document.page_count = facts.page_count
    document.word_count = sum(map(count_words, texts))
    document.language = detect_language("\n".join(texts)[:LANGUAGE_SAMPLE])
    document.save(
        update_fields=["title", "authors", "page_count", "word_count", "language"]
    )


def as_text(page: Page) -> PageText:
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
