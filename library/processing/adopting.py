"""Summaries that came with an import, tied to the document as it is read here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from library.models import Document, Summary, TextVersion
from pdfsum.engines.quotes import find_quote
from pdfsum.engines.writer import PageSource

# The reader of a reading without pages, on which imported summaries wait.
IMPORTED = "import"
# What the settings of a reading say that has such summaries.
_KEPT = "summaries_imported"


def adopt_summaries(
    document: Document, reading: TextVersion, sources: Sequence[PageSource]
) -> bool:
    """Find what imported summaries quote in this reading, and have them refer to it.

    True when there are such summaries: then none is written beside them, and the tags
    that were suggested stay. Also in a second attempt at the same reading.
    """
    waiting = document.text_versions.filter(reader=IMPORTED).first()
    if waiting is None:
        return bool(reading.settings.get(_KEPT))
    texts = {source.number: source.text for source in sources}
    own = Document.objects.filter(pk=document.pk)
    with transaction.atomic():
        # A deletion for good locks the document first, too.
        list(own.select_for_update(no_key=True).values_list("pk"))
        # One that an earlier attempt wrote would be a second automatic one.
        Summary.objects.filter(text_version=reading, automatic=True).delete()
        for summary in waiting.summaries.select_for_update().order_by("pk"):
            summary.text_version = reading
            summary.sentences = [_anchor(s, texts) for s in summary.sentences]
            summary.save(update_fields=["text_version", "sentences"])
        reading.settings = reading.settings | {_KEPT: True}
        reading.save(update_fields=["settings"])
        waiting.delete()
    return True


def _anchor(sentence: dict[str, Any], texts: Mapping[int, str]) -> dict[str, Any]:
    """Where its quote stands now; without a place when it is not on its page."""
    kept = {key: value for key, value in sentence.items() if key != "quote"}
    place = None
    quote, text = sentence.get("quote"), texts.get(sentence.get("page") or 0)
    if quote and text:
        place = _exactly(quote, text) or find_quote(quote, text)
    start, end = place or (0, 0)
    return kept | {"start": start, "end": end, "quote_found": place is not None}


def _exactly(quote: str, text: str) -> tuple[int, int] | None:
    start = text.find(quote)
    return (start, start + len(quote)) if start >= 0 else None
