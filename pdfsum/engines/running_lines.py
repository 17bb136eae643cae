"""Headers, footers and page numbers: lines that run along with the pages."""

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple, Protocol, TypeVar

from pdfsum.engines.page_numbers import page_number, roman_value

# How many lines at the head and at the foot of a page can be running ones.
_DEPTH = 3
_LONGEST = 200
# On at least this many pages, and on a fifth of them up to that many.
_FEWEST, _ENOUGH, _SHARE = 3, 8, 0.2
# Rows of figures look alike: without letters a line must be on half of the pages.
_LETTERLESS_SHARE = 0.5
# The outermost line of a chapter's pages, of left or of right ones: on this many, each
# at most so many pages after the last.
_IN_A_ROW, _STEP = 3, 2
_NEAR = _STEP * (_IN_A_ROW - 1)
# Fewer letters are labels.
_FEWEST_LETTERS = 3
# As many words are a header whatever numbers it has; numbers looked at in a line.
_SURE_WORDS, _MOST_NUMBERS = 3, 12
# Pages that count up alike: by chance two can, of a few pages.
_FEW_PAGES = 10
# Lines seen once are forgotten beyond this many: a document may have 5,000 pages.
_REMEMBERED = 20_000

_LINE = re.compile(r"[^\n]+")
_NUMBER = re.compile(r"\d+|(?<![^\W\d_])[ivxlc]+(?![^\W\d_])", re.IGNORECASE)
_SIGN = re.compile(r"[^\W_]")
_LETTER = re.compile(r"[^\W\d_]")

Span = tuple[int, int]


class NumberedText(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def text(self) -> str: ...


P = TypeVar("P", bound=NumberedText)


class _Edge(NamedTuple):
    """A line near an edge, and the `keys` it shares with those that run along with it.

    Equal words have a key in common, and so have lines whose numbers count up with the
    pages. `shown` is such a key of a line that is nothing but a page number; a `speck`
    of dirt that OCR has read has neither letters nor digits.
    """

    span: Span
    keys: tuple[int, ...]
    lettered: bool
    speck: bool
    outermost: bool
    shown: int | None


def running_spans(pages: Sequence[NumberedText]) -> dict[int, list[Span]]:
    """For each page number the spans of its text that are running lines.

    A line near an edge that many pages share, numbers aside, or that a chapter's pages
    begin or end with, or a bare page number. Linear in the number of pages.
    """
    decided = without_running(pages, ahead=len(pages))
    return {page.number: spans for page, spans in decided if spans}


def without_running(
    pages: Iterable[P], *, ahead: int = 20
) -> Iterator[tuple[P, list[Span]]]:
    """Each page with its running spans, in order, at most `ahead` pages behind.

    Decided by all pages before it and the `ahead` after it, of which only counters are
    kept. Fewer than `_NEAR` pages ahead overlook lines that run through a chapter.
    """
    seen = _Seen()
    waiting: deque[tuple[P, list[list[_Edge]]]] = deque()
    for page in pages:
        edges = _edges(page)
        seen.add(edges)
        waiting.append((page, edges))
        if len(waiting) > ahead:
            first, edges = waiting.popleft()
            yield first, seen.running(edges)
    for page, edges in waiting:
        yield page, seen.running(edges)


class _Seen:
    """What the edges of the pages so far have in common."""

    def __init__(self) -> None:
        self._pages = 0
        self._decided = 0
        self._counts: Counter[int] = Counter()
        # The pages that begin or end with a line, for pages near the next to decide.
        self._outermost: dict[int, deque[int]] = {}

    def add(self, edges: list[list[_Edge]]) -> None:
        found = [edge for side in edges for edge in side]
        self._counts.update({key for edge in found for key in edge.keys})
        self._counts.update({edge.shown for edge in found if edge.shown is not None})
        for key in {key for edge in found if edge.outermost for key in edge.keys}:
            self._outermost.setdefault(key, deque()).append(self._pages)
        self._pages += 1
        if len(self._counts) > _REMEMBERED:
            self._forget()

    def running(self, edges: list[list[_Edge]]) -> list[Span]:
        """The spans of the next page that are running lines, without gaps to the edge.

        The heading of a table at a page's foot may be on many pages, above its rows.
        """
        found = set()
        for side in edges:
            for edge in side:
                if self._runs(edge):
                    found.add(edge.span)
                elif not edge.speck:
                    break
        self._decided += 1
        return sorted(found)

    def _runs(self, edge: _Edge) -> bool:
        if edge.shown is not None:
            fewest = 2 if self._pages <= _FEW_PAGES else _FEWEST
            if self._counts[edge.shown] >= fewest:
                return True
        count = max(self._counts[key] for key in edge.keys)
        if not edge.lettered:
            return count >= max(_FEWEST, _LETTERLESS_SHARE * self._pages)
        if count >= max(_FEWEST, min(_ENOUGH, round(_SHARE * self._pages))):
            return True
        return edge.outermost and any(self._is_in_a_row(key) for key in edge.keys)

    def _is_in_a_row(self, key: int) -> bool:
        places = self._outermost.get(key, deque())
        while places and places[0] < self._decided - _NEAR:
            places.popleft()
        run = [self._decided]
        for place in reversed([place for place in places if place < self._decided]):
            if run[0] - place <= _STEP:
                run.insert(0, place)
        for place in places:
            if 0 < place - run[-1] <= _STEP:
                run.append(place)
        return len(run) >= _IN_A_ROW

    def _forget(self) -> None:
        self._counts = Counter({k: n for k, n in self._counts.items() if n > 1})
        near = self._decided - _NEAR
        self._outermost = {k: d for k, d in self._outermost.items() if d[-1] >= near}


def _edges(page: NumberedText) -> list[list[_Edge]]:
    """From the head and from the foot of the page inwards."""
    text = page.text
    lines = [match.span() for match in _LINE.finditer(text)]
    sides = []
    for spans in (lines[:_DEPTH], lines[: -_DEPTH - 1 : -1]):
        side: list[_Edge] = []
        outermost = True
        for start, end in spans:
            if end - start > _LONGEST:
                break
            line = text[start:end].casefold().strip()
            edge = _edge(line, (start, end), page.number, outermost=outermost)
            side.append(edge)
            # A page number stands outside the header it belongs to.
            outermost = outermost and edge.shown is not None
        sides.append(side)
    return sides


def _edge(line: str, span: Span, number: int, *, outermost: bool) -> _Edge:
    shown = page_number(line)
    words = _NUMBER.sub("#", line).strip("# \t|")
    keys = [hash(line)]
    if len(words.split()) >= _SURE_WORDS:
        # Fewer words with a number name a table, a figure or an exhibit.
        keys.append(hash((words, "numbers aside")))
    for match in islice(_NUMBER.finditer(line), _MOST_NUMBERS):
        found = match.group()
        value = int(found) if found.isdecimal() else roman_value(found)
        # Left pages begin with the number that right pages end with.
        at_edge = match.start() == 0 or match.end() == len(line)
        place = -1 if at_edge else line.count(" ", 0, match.start())
        keys.append(hash((words, place, value - number)))
    return _Edge(
        span=span,
        keys=tuple(keys),
        lettered=len(_LETTER.findall(words)) >= _FEWEST_LETTERS,
        speck=not _SIGN.search(line),
        outermost=outermost,
        shown=hash((shown.kind, shown.value - number)) if shown else None,
    )
