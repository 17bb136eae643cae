"""A summary that somebody asked for: of some pages, in a style, about something."""

import time
from typing import Any

from library.errors import NothingToSumUpError
from library.models import Page, Summary
from library.processing.writing import written_values
from pdfsum.engines.words import count_words
from pdfsum.engines.writer import PageSource, get_writer


def write_what_was_asked(summary: Summary) -> dict[str, Any]:
    """The values that make the row a written one. Nothing is saved.

    Raises `NothingToSumUpError` where the pages hold no sentence. One query, and the
    text of these pages in memory.
    """
    start = time.monotonic()
    pages = Page.objects.of_text(summary.text_version_id).without_map()
    if summary.first_page:
        pages = pages.filter(number__range=(summary.first_page, summary.last_page))
    sources = [PageSource(page.number, page.text, page.headings) for page in pages]
    draft = get_writer().summarise(
        sources, max_words=summary.word_limit, focus=summary.focus
    )
    if not draft.sentences:
        raise NothingToSumUpError
    return written_values(draft, style=summary.style) | {
        "original_word_count": sum(count_words(source.text) for source in sources),
        "processing_seconds": round(time.monotonic() - start, 3),
    }
