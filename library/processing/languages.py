"""The language of a whole document, which decides how its words are indexed."""

from django.db.models.functions import Left

from library.languages import text_configuration
from library.models import Document, Preferences, TextVersion
from library.processing.indexing import reindex
from pdfsum.engines.language import detect_language

# A German cover may bind an English report: so many pages are asked, so much of each.
SAMPLES, SAMPLE_LENGTH = 20, 1000


def tell_language(document: Document, text: str) -> str:
    """The language of a document's text; where it cannot be told, its user's choice.

    "" for no text at all. One query where it cannot be told.
    """
    if not text.strip():
        return ""
    return detect_language(text) or _preferred(document)


def _preferred(document: Document) -> str:
    chosen = Preferences.objects.filter(user=document.added_by_id)
    return chosen.values_list("language", flat=True).first() or ""


def settle_language(document: Document, reading: TextVersion) -> None:
    """Now that all pages are read: their language instead of the first pages'.

    Passages are indexed anew where that makes a difference. The language is saved
    last: a worker that is killed before leaves the next one to see the difference.
    """
    language = tell_language(document, _sample(document, reading))
    before, document.language = document.language, language
    if text_configuration(language) != text_configuration(before):
        reindex(document)
    document.save(update_fields=["language"])


def _sample(document: Document, reading: TextVersion) -> str:
    """The beginnings of pages from all over the document."""
    count = document.page_count or 0
    numbers = range(1, count + 1, max(1, count // SAMPLES))
    pages = reading.pages.filter(number__in=numbers).order_by("number")
    return "\n".join(pages.values_list(Left("text", SAMPLE_LENGTH), flat=True))
