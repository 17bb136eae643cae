"""Headers, footers and page numbers: lines that run along with the pages."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Protocol

# How many lines at the head and at the foot of a page can be running ones.
_DEPTH = 3
_LONGEST = 200
# On at least this many pages, and on a fifth of them up to that many.
_FEWEST, _ENOUGH, _SHARE = 3, 8, 0.2

_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"\d+|(?<![^\W\d_])[ivxlc]+(?![^\W\d_])", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"[\W_]*(?:page|seite|p\.|s\.|pagina|página)?[\W_]*#"
    r"(?:[\W_]*(?:of|von|de|/)?[\W_]*#)?"
    r"[\W_]*",
    re.IGNORECASE,
)

Span = tuple[int, int]


class NumberedText(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...


def running_spans(pages: Sequence[NumberedText]) -> dict[int, list[Span]]:
    """For each page number the spans of its text that are running lines.

    A line near an edge that many pages share, numbers aside, or a bare page number.
    Linear in the number of pages.
    """
    edges = {page.number: list(_edges(page.text)) for page in pages}
    counts = Counter(
        key for found in edges.values() for key in {key for key, _ in found}
    )
    enough = max(_FEWEST, min(_ENOUGH, round(_SHARE * len(pages))))
    spans: dict[int, list[Span]] = {}
    for number, found in edges.items():
        running = [
            span
            for key, span in found
            if counts[key] >= enough or (len(pages) > 1 and _PAGE_NUMBER.fullmatch(key))
        ]
        if running:
            spans[number] = sorted(set(running))
    return spans


def _edges(text: str) -> Iterator[tuple[str, Span]]:
    lines = [match.span() for match in _LINE.finditer(text)]
    for start, end in dict.fromkeys(lines[:_DEPTH] + lines[-_DEPTH:]):
        if end - start <= _LONGEST:
            yield _NUMBER.sub("#", text[start:end].casefold()).strip(), (start, end)
