"""The text of one page in reading order, its map and its headings."""

import re
from typing import NamedTuple

from pdfsum.engines.mending import Page, Piece, clean, join
from pdfsum.engines.paragraphs import Block, group
from pdfsum.engines.pdf_lines import Line
from pdfsum.engines.sideways import upright

# A page of fewer characters may be a title page.
_TITLE_PAGE = 600
_WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


class Assembled(NamedTuple):
    text: str
    text_map: bytes
    headings: list[tuple[int, int]]
    main_heading: tuple[int, int] | None


def assemble(characters: str, lines: list[Line]) -> Assembled:
    """`characters` are the reader's, one for each of its indices."""
    words = frozenset(_WORDS.findall(characters.lower()))
    page = Page()
    headings: list[tuple[int, int]] = []
    sizes: list[float] = []
    others: list[tuple[float, int, int]] = []
    page_is_long = len(characters) > _TITLE_PAGE
    reader_end = 0
    for block in group(upright(lines)):
        pieces = _mended(block, characters, words)
        if not pieces:
            continue
        if page.length:
            separator = "\n" if block.tight else "\n\n"
            page.add(Piece(separator, reader_end, 0))
        start = page.length
        for piece in pieces:
            page.add(piece)
        reader_end = pieces[-1].start + pieces[-1].length
        if block.heading:
            headings.append((start, page.length))
            sizes.append(block.lines[0].size)
        elif not page_is_long and len(block.text) > 2:
            # A title page may have nothing beside its title to stand out from.
            others.append((block.lines[0].size, -start, page.length))
    main = headings[sizes.index(max(sizes))] if headings else None
    if main is None and others:
        _, start, end = max(others)
        main = (-start, end)
    return Assembled(page.text, page.map.encode(), headings, main)


def _mended(block: Block, characters: str, words: frozenset[str]) -> list[Piece]:
    """The lines of a block as one, with words divided at line ends whole again."""
    whole: list[Piece] = []
    raw_end = ""
    for line in block.lines:
        pieces = clean(characters[line.start : line.end], line.start)
        if not pieces:
            continue
        if whole:
            following = "".join(piece.text for piece in pieces[:40])
            between = join(whole, raw_end, following, words)
            if between:
                end = whole[-1].start + whole[-1].length
                whole.append(Piece(between, end, max(pieces[0].start - end, 0)))
        whole.extend(pieces)
        raw_end = characters[line.end - 1]
    return whole
