"""One page of a document's text, cut into blocks, with the cited words marked."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from library.models import Document, Page
from pdfsum.engines.quotes import find_quote

Span = tuple[int, int]

# A list of more page numbers than this is no longer a way to find one.
LISTED_PAGES = 30

_AT = re.compile(r"(\d{1,9})-(\d{1,9})", re.ASCII)
_BLANK_LINES = re.compile(r"\n{2,}")


@dataclass(frozen=True)
class Part:
    text: str
    is_marked: bool = False
    is_evidence: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph or a heading."""

    is_heading: bool
    parts: list[Part]


@dataclass(frozen=True)
class Reading:
    """What the sheet shows. `is_cited`: somebody followed a citation to it."""

    number: int
    previous: int | None
    next: int | None
    numbers: Sequence[int]
    blocks: list[Block]
    is_cited: bool
    is_marked: bool
    is_ocr: bool
    is_failed: bool
    failure: str
    is_waiting: bool

    @property
    def quote(self) -> str:
        """The marked words, in order."""
        parts = (part for block in self.blocks for part in block.parts)
        return " ".join(part.text for part in parts if part.is_marked)


def read_page(document: Document, query: Mapping[str, str]) -> Reading | None:
    """The page that `query` asks for, or None while the document has no text.

    Costs one query, two for a passage. A damaged number or span is ignored: the
    link may have passed through a letter.
    """
    if not document.current_text_id or not document.page_count:
        return None
    number = _page_number(query.get("page", ""), document.page_count)
    pages = Page.objects.of_text(document.current_text_id)
    page = pages.without_map().filter(number=number).first() or _unread(number)
    spans = _cited_spans(document, page, query)
    blocks = list(_blocks(page.text, _valid(page.headings, page.text), spans))
    return Reading(
        number=number,
        previous=number - 1 if number > 1 else None,
        next=number + 1 if number < document.page_count else None,
        numbers=range(1, document.page_count + 1)
        if 1 < document.page_count <= LISTED_PAGES
        else (),
        blocks=blocks,
        is_cited="at" in query or "passage" in query,
        is_marked=bool(spans),
        is_ocr=page.source == Page.Source.OCR,
        is_failed=page.source == Page.Source.FAILED,
        failure=page.failure,
        is_waiting=page.pk is None,
    )


def _unread(number: int) -> Page:
    """A page that the workers have not come to, or never will."""
    return Page(number=number, source=Page.Source.EMPTY)


def _page_number(text: str, page_count: int) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        return 1
    return min(max(int(text), 1), page_count)


def _cited_spans(
    document: Document, page: Page, query: Mapping[str, str]
) -> list[Span]:
    if found := _AT.fullmatch(query.get("at", "")):
        span = int(found[1]), int(found[2])
        older = _other_reading(document, query.get("v", ""))
        if older:
            return _again(older, page, span)
        return _valid([span], page.text)
    passage = query.get("passage", "")
    if not (passage.isascii() and passage.isdecimal() and len(passage) < 19):
        return []
    spans = document.passages.spans_of(int(passage))
    return _valid([span[1:] for span in spans if span[0] == page.number], page.text)


def _other_reading(document: Document, version: str) -> int | None:
    """The reading that an address speaks of, if it is not what is shown now."""
    if not (version.isascii() and version.isdecimal() and len(version) < 19):
        return None
    reading = int(version)
    return None if reading == document.current_text_id else reading


def _again(reading_id: int, page: Page, span: Span) -> list[Span]:
    """Where the words that were cited in another reading stand on this page now.

    Nowhere, if they are not on it any more: the address still leads to the page. Costs
    a query.
    """
    older = Page.objects.of_text(reading_id).filter(
        number=page.number, text_version__document__text_versions=page.text_version_id
    )
    text = older.values_list("text", flat=True).first() or ""
    found = find_quote(text[slice(*span)], page.text)
    return [found] if found else []


def _valid(spans: Sequence[Sequence[int]], text: str) -> list[Span]:
    """In order, within the text, overlapping and touching ones as one."""
    whole: list[Span] = []
    for start, end in sorted((span[0], span[1]) for span in spans):
        if not 0 <= start < end <= len(text):
            continue
        if whole and start <= whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def _blocks(text: str, headings: list[Span], marks: list[Span]) -> Iterator[Block]:
    evidence = marks[0][0] if marks else -1
    for start, end in _block_spans(text, headings):
        is_heading = any(first <= start and end <= last for first, last in headings)
        parts = list(_parts(text, (start, end), marks, evidence=evidence))
        if evidence >= 0 and any(part.is_evidence for part in parts):
            evidence = -1
        yield Block(is_heading, parts)


def _block_spans(text: str, headings: list[Span]) -> Iterator[Span]:
    """Paragraphs end at blank lines, and where a heading begins or ends."""
    cuts = {0, len(text)}
    for found in _BLANK_LINES.finditer(text):
        cuts.add(found.end())
    for heading in headings:
        cuts.update(heading)
    edges = sorted(cuts)
    for start, end in pairwise(edges):
        block = text[start:end]
        inner = block.strip()
        if inner:
            start += len(block) - len(block.lstrip())
            yield start, start + len(inner)


def _parts(
    text: str, block: Span, marks: list[Span], *, evidence: int
) -> Iterator[Part]:
    position, end = block
    for first, last in marks:
        first, last = max(first, position), min(last, end)
        if first >= last:
            continue
        if first > position:
            yield Part(text[position:first])
        yield Part(text[first:last], is_marked=True, is_evidence=evidence >= 0)
        evidence = -1
        position = last
    if position < end:
        yield Part(text[position:end])
