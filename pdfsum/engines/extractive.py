"""Summaries made of the document's own sentences: it picks, orders and cites them."""

from collections.abc import Sequence

from pdfsum.engines.embedder import Embedder
from pdfsum.engines.keyphrases import key_phrases
from pdfsum.engines.selection import choose
from pdfsum.engines.statements import Statement, find_statements, thin_out
from pdfsum.engines.summary import CitedSentence, PageSource, SummaryDraft

_ENGINE = "extractive"
# Embedding these takes about 2 s on two cores, however long the document.
_MAX_EMBEDDED = 480


class ExtractiveWriter:
    """A Writer that needs no language model, and cannot say what is not there."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def summarise(
        self, pages: Sequence[PageSource], *, max_words: int = 150, focus: str = ""
    ) -> SummaryDraft:
        """Verbatim sentences in the order of the document."""
        statements = thin_out(find_statements(pages), _MAX_EMBEDDED)
        chosen: list[Statement] = []
        if statements:
            texts = [statement.text for statement in statements]
            vectors = self._embedder.embed([*texts, focus] if focus else texts)
            wanted = vectors[-1] if focus else None
            rows = vectors[: len(statements)]
            chosen = choose(statements, rows, max_words=max_words, focus=wanted)
        return SummaryDraft(
            sentences=tuple(
                CitedSentence(found.text, found.page, found.start, found.end)
                for found in chosen
            ),
            pages_read=sum(1 for page in pages if page.text.strip()),
            pages_total=len(pages),
            engine=_ENGINE,
            model=self._embedder.model,
        )

    def suggest_tags(
        self, title: str, pages: Sequence[PageSource], *, limit: int = 8
    ) -> list[str]:
        return key_phrases(title, pages, self._embedder, limit=limit)
