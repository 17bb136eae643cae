"""The language of a whole document, which decides how its words are indexed."""

from django.db.models.functions import Left

from library.languages import text_configuration
from library.models import Document, TextVersion
from library.processing.indexing import reindex
from pdfsum.engines.language import detect_language

# A German cover may bind an English report: so many pages are asked, so much of each.
SAMPLES, SAMPLE_LENGTH = 20, 1000


def settle_language(document: Document, reading: TextVersion) -> None:
    """Now that all pages are read: their language instead of the first pages'.

    Passages are indexed anew where that makes a difference, or where somebody gave
    the document another title while the passages were made.
    """
    language = detect_language(_sample(document, reading))
    words, title = text_configuration(document.language), document.title
    document.language = language
    document.save(update_fields=["language"])
    document.refresh_from_db(fields=["title"])
    if (text_configuration(language), document.title) != (words, title):
        reindex(document)


def _sample(document: Document, reading: TextVersion) -> str:
    """The beginnings of pages from all over the document."""
    count = document.page_count or 0
    numbers = range(1, count + 1, max(1, count // SAMPLES))
    pages = reading.pages.filter(number__in=numbers).order_by("number")
    return "\n".join(pages.values_list(Left("text", SAMPLE_LENGTH), flat=True))
