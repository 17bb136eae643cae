"""What writes summaries and tags, and the values it takes and gives."""

from collections.abc import Sequence
from typing import Protocol

from pdfsum.engines.embedder import get_embedder
from pdfsum.engines.extractive import ExtractiveWriter
from pdfsum.engines.summary import CitedSentence, PageSource, SummaryDraft

__all__ = ["CitedSentence", "PageSource", "SummaryDraft", "Writer", "get_writer"]


class Writer(Protocol):
    def summarise(
        self, pages: Sequence[PageSource], *, max_words: int = 150, focus: str = ""
    ) -> SummaryDraft:
        """Of the whole document, about `max_words` at most. May have no sentence."""
        ...

    def suggest_tags(
        self, title: str, pages: Sequence[PageSource], *, limit: int = 8
    ) -> list[str]:
        """Three to `limit` key phrases where the text has as many, best first."""
        ...


def get_writer() -> Writer:
    return ExtractiveWriter(get_embedder())
