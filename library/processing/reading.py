"""The first step: every page of the PDF as text, saved as it is read."""

from collections.abc import Generator
from contextlib import closing
from importlib.metadata import version
from typing import Any, cast

from library.models import Document, Page, TextVersion
from library.processing.describing import describe
from library.processing.read_ahead import read_ahead
from pdfsum.engines.outlines import outline_headings
from pdfsum.engines.page_reader import PageReader
from pdfsum.engines.pdf import PageText, PdfFacts

# Raise the number when the same PDF gives other text or other passages than before: a
# later reader reads everything anew, of the same one finished pages are kept.
READER = f"pdfsum 2, pypdfium2 {version('pypdfium2')}"
# Pages that are read while those before them are embedded.
AHEAD = 20
# Pages are saved this many at a time: fewer than `split` waits for before it makes
# passages of one, so that no passage stands on a page that is not there.
BATCH = 10
# What a document says of itself stands on the first pages.
FACT_PAGES = 3


def unfinished_reading(document: Document) -> TextVersion:
    """The reading that an earlier attempt began, or a new one."""
    begun = document.text_versions.filter(completed_at=None, reader=READER)
    return begun.first() or document.text_versions.create(reader=READER)


def read_pages(
    document: Document,
    reading: TextVersion,
    reader: PageReader,
    *,
    again: bool,
) -> Generator[PageText, None, None]:
    """Every page in order: those saved before, the others read now and saved.

    On the way the document gets its title and what else its first pages say. `again`
    reads those anew that failed in an earlier attempt.
    """
    count = reader.facts.page_count
    if again and not reading.passages.exists():
        # Nothing is made of them yet: what failed may do better now.
        reading.pages.filter(source=Page.Source.FAILED).delete()
    known = set(reading.pages.values_list("number", flat=True))
    saved = reading.pages.order_by("number").iterator(chunk_size=BATCH)
    missing = (number for number in range(1, count + 1) if number not in known)
    first_pages: list[PageText] = []
    unsaved: list[PageText] = []
    with closing(read_ahead(reader.read, missing, ahead=AHEAD)) as new:
        for number in range(1, count + 1):
            if number in known:
                page = as_text(next(saved))
            else:
                page = _with_outline(next(new), reader.facts)
                unsaved.append(page)
            if number <= FACT_PAGES:
                first_pages.append(page)
            if number == min(FACT_PAGES, count) and not known.issuperset(
                range(1, number + 1)
            ):
                sample = "\n".join(page.text for page in first_pages)
                describe(document, reading, reader.facts, first_pages, sample=sample)
            # A page that may have taken seconds is kept at once.
            if len(unsaved) == BATCH or (unsaved and page.source != "text"):
                _save(reading, unsaved)
                unsaved = []
            yield page
    _save(reading, unsaved)


def _with_outline(page: PageText, facts: PdfFacts) -> PageText:
    titles = [entry.title for entry in facts.outline if entry.page == page.number]
    return outline_headings(page, titles) if titles else page


def _save(reading: TextVersion, pages: list[PageText]) -> None:
    Page.objects.bulk_create(
        (
            Page(
                text_version=reading,
                number=page.number,
                text=page.text,
                width=page.width,
                height=page.height,
                source=page.source,
                failure=page.failure,
                headings=page.headings,
                main_heading=page.main_heading,
                text_map=page.text_map,
            )
            for page in pages
        ),
        ignore_conflicts=True,
    )


def as_text(page: Page) -> PageText:
    return PageText(
        number=page.number,
        text=page.text,
        width=page.width,
        height=page.height,
        source=cast(Any, page.source),
        text_map=bytes(page.text_map),
        headings=tuple((start, end) for start, end in page.headings),
        main_heading=tuple(page.main_heading) if page.main_heading else None,
        failure=page.failure,
    )
