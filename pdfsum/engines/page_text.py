"""The text of one page in reading order, its map and its headings."""

import re
from typing import NamedTuple

from pdfsum.engines.blocks import Block
from pdfsum.engines.lines import Joint, Line
from pdfsum.engines.mending import Page, Piece, clean, join
from pdfsum.engines.paragraphs import group, has_blank, is_fragment
from pdfsum.engines.reading_order import is_out_of_order, notes_last, reading_order
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
    if is_out_of_order(lines):
        lines = reading_order(lines)
    for block in group(upright(notes_last(lines))):
        pieces = _mended(block, characters, words)
        if not pieces:
            continue
        if page.length:
            separator = "\t" if block.beside else "\n" if block.tight else "\n\n"
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
    last: Line | None = None
    for line in block.lines:
        pieces = _pieces(line, characters)
        if not pieces:
            continue
        if last:
            if is_fragment(last, line):
                between = " " if has_blank(last, line) else ""
            else:
                following = "".join(piece.text for piece in pieces[:40])
                between = join(whole, characters[last.end - 1], following, words)
            if between:
                end = whole[-1].start + whole[-1].length
                # Only blanks: in another order other lines stand between them.
                blank = not characters[end : pieces[0].start].strip()
                whole.append(Piece(between, end, max(pieces[0].start - end, 0) * blank))
        whole.extend(pieces)
        last = line
    return whole


def _pieces(line: Line, characters: str) -> list[Piece]:
    if not line.joints:
        return clean(characters[line.start : line.end], line.start)
    pieces: list[Piece] = []
    start, between = line.start, Piece("", line.start, 0)
    for end, following, text in [*line.joints, Joint(line.end, line.end, "")]:
        part = clean(characters[start:end], start)
        if part:
            if pieces and between.text:
                pieces.append(between)
            pieces += part
        start, between = following, Piece(text, end, following - end)
    return pieces
