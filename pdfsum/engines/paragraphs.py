"""Lines of a page grouped into paragraphs, headings, list items and table rows."""

import re
from itertools import pairwise

from pdfsum.engines.blocks import BULLET, HEADING_SIZE, ITEM, Block, Usual, usual_type
from pdfsum.engines.cells import CELL_GAP
from pdfsum.engines.headings import mark_headings
from pdfsum.engines.lines import Line, Rect, is_right_to_left
from pdfsum.engines.mending import READER_HYPHENS

_LOOSE_STEP = 1.3
# Lines of one paragraph differ less in size than this factor.
_SAME_SIZE = 1.13
# Of the column's width: by how much ragged lines differ.
_RAGGED = 0.15
# In type sizes: hanging lines begin this near to the text they hang from; parts of
# one line are words apart beyond the second figure.
_HANGING, _BLANK = 0.6, 0.15
# How far the text of an item may stand from a label that is a line of its own.
_LABEL_GAP = 4.0
# Cells of a row of a table have no more lines.
_CELL_ROWS = 8

_ENDS = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f\u061f][\"'\u201d\u2019)\]\u00bb]*$")
# The dots of a table of contents, and what they lead to.
_LEADER = re.compile(r"(?:(?:\.\s?){4}|\u2026{2})\s*[$\d.,ivxlc]*[\divxlc]\.?$")
_LABEL = re.compile(r"[^\w\s\u2014]|[(\[]?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)\]]")
_NOTE = re.compile(r"\(?(\d{1,3})\)?[.\s]")


def group(lines: list[Line]) -> list[Block]:
    """Blocks in the order of the lines, headings marked."""
    usual = usual_type(lines)
    blocks: list[Block] = []
    for line in lines:
        block = blocks[-1] if blocks else None
        if block and _is_in_row(block, line):
            block.add(line, same_row=True)
        elif block and _continues(block, line, usual):
            block.add(line)
        else:
            blocks.append(Block([line], bool(block and _is_tight(block, line, usual))))
    _mark_rows(blocks, usual)
    mark_headings(blocks, usual)
    return blocks


def _is_in_row(block: Block, line: Line) -> bool:
    return _is_raised(block.last, line) or is_fragment(block.lines[-1], line)


def is_fragment(last: Line, line: Line) -> bool:
    """Whether it goes on in the same line: a fraction, a raised or sunken part."""
    if last.sideways != line.sideways or is_right_to_left(line.text):
        return False
    gap = line.rect.x0 - last.rect.x1
    limit = _LABEL_GAP if _LABEL.fullmatch(last.text) else CELL_GAP
    if not -0.3 * line.size < gap < limit * min(last.size, line.size):
        return False
    shared = min(last.rect.y1, line.rect.y1) - max(last.rect.y0, line.rect.y0)
    return shared > 0.5 * min(_height(last.rect), _height(line.rect))


def has_blank(last: Line, line: Line) -> bool:
    """Whether a space parts two fragments of one line."""
    return line.rect.x0 - last.rect.x1 > _BLANK * line.size


def _continues(block: Block, line: Line, usual: Usual) -> bool:
    """Whether the line goes on with the paragraph of the block."""
    last = block.last
    if last.sideways != line.sideways:
        return False
    below = _is_below(block, line, usual)
    if _is_divided_word(block, line):
        return below or _crosses_column(block, line)
    if line.is_row or line.gaps.labelled or _LEADER.search(last.text):
        return False
    if max(last.size, line.size) > _SAME_SIZE * min(last.size, line.size):
        return False
    if last.bold != line.bold and not _is_mid_sentence(last, line):
        return False
    if BULLET.match(line.text) or _LABEL.fullmatch(line.text):
        return False
    if _is_next_note(block, line):
        return False
    if below and _hangs(block, line):
        return True
    if last.is_row:
        return False
    if not below:
        return _crosses_column(block, line)
    if ITEM.match(line.text) and (
        _ENDS.search(last.text) or ITEM.match(block.lines[0].text)
    ):
        return False
    return not _is_indented(block, line) and not _ended_early(block, line, usual)


def _is_raised(last: Line, line: Line) -> bool:
    """The number of a note, which pdfium gives a line of its own."""
    if not line.text.isdigit() or line.size > 0.85 * last.size:
        return False
    middle = (line.rect.y0 + line.rect.y1) / 2
    return last.rect.y0 - last.size / 2 < middle < last.rect.y1


def _is_divided_word(block: Block, line: Line) -> bool:
    return block.lines[-1].text[-1] in READER_HYPHENS and line.text[0].islower()


def _is_mid_sentence(last: Line, line: Line) -> bool:
    return line.text[:1].islower() and not _ENDS.search(last.text)


def _is_next_note(block: Block, line: Line) -> bool:
    """The number of this line's note or item follows that of the block's."""
    here, there = _NOTE.match(line.text), _NOTE.match(block.lines[0].text)
    return bool(here and there and int(here[1]) == int(there[1]) + 1)


def _hangs(block: Block, line: Line) -> bool:
    """Whether it stands under the text behind a label, or under the last cell."""
    limit = _HANGING * line.size
    if not any(abs(line.rect.x0 - edge) < limit for edge in block.hanging):
        return False
    if block.rows > 1 and not block.lines[0].is_row:
        return False
    # Under a cell of figures stands the next figure, not the rest of it.
    return any(len(word) > 1 and word.isalpha() for word in line.text.split())


def _is_below(block: Block, line: Line, usual: Usual) -> bool:
    """Directly under it, as lines of a paragraph are."""
    row = block.row
    step = line.rect.y1 - row.y1
    size = max(block.last.size, line.size)
    if not 0.4 * size < step < max(_LOOSE_STEP * usual.leading, 1.45) * size:
        return False
    overlap = min(row.x1, line.rect.x1) - max(row.x0, line.rect.x0)
    narrow = min(_width(row), _width(line.rect))
    return overlap > 0.3 * narrow


def _crosses_column(block: Block, line: Line) -> bool:
    """A sentence that breaks off at the foot of a column and goes on at the next."""
    last = block.last
    moved = line.rect.y1 < last.rect.y0 and line.rect.x0 > last.rect.x1 - last.size
    unfinished = not _ENDS.search(last.text) and len(last.words) > 2
    return moved and unfinished and line.text[:1].islower() and len(line.words) > 2


def _is_indented(block: Block, line: Line) -> bool:
    """A first line set in, or the next entry of a list with hanging lines."""
    row = block.row
    if is_right_to_left(line.text):
        shift = row.x1 - line.rect.x1
    else:
        shift = line.rect.x0 - row.x0
    if 0.7 * line.size < shift < 6 * line.size and _ENDS.search(block.last.text):
        return True
    return block.rows > 1 and shift < -0.7 * line.size


def _ended_early(block: Block, line: Line, usual: Usual) -> bool:
    """Whether the last line had room for this line's first word, yet left it."""
    last = block.last
    needed = _width(line.words[0].rect) + 0.6 * line.size
    if is_right_to_left(line.text):
        room = block.row.x0 - min(line.rect.x0, block.rect.x0)
    else:
        room = max(line.rect.x1, block.rect.x1) - block.row.x1
    if room <= needed:
        return False
    if _ENDS.search(last.text):
        return True
    # Titles are broken where it looks well, and ragged text now and then too early.
    if line.size > HEADING_SIZE * usual.size or (last.bold and line.bold):
        return False
    slack = max(2 * line.size, _RAGGED * (_width(block.row) + room))
    return room > needed + slack and not line.text[:1].islower()


def _is_tight(block: Block, line: Line, usual: Usual) -> bool:
    """Rows of a table and lines broken on purpose stand one newline apart."""
    last = block.lines[-1]
    step = line.rect.y1 - block.row.y1
    if last.size > 1.3 * line.size or line.size > 1.3 * last.size:
        return False
    row = block.lines[0].is_row
    if row and line.is_row:
        return -0.5 * line.size < step < 2.6 * usual.leading * line.size
    if not _is_below(block, line, usual) or last.bold != line.bold:
        return False
    if row or line.is_row or line.gaps.labelled or _is_next_note(block, line):
        return True
    short = block.rows == 1 and not _ENDS.search(last.text)
    return short and not BULLET.match(line.text)


def _mark_rows(blocks: list[Block], usual: Usual) -> None:
    """Cells of a row beside each other, rows of a table one under the other."""
    for left, right in pairwise(blocks):
        right.beside = _is_beside(left, right)
    start: Block | None = None
    for index, block in enumerate(blocks):
        opens = index + 1 < len(blocks) and blocks[index + 1].beside
        if block.beside or not (opens or block.lines[0].is_row):
            continue
        if start and _is_next_row(start, block, usual):
            block.tight = True
        start = block


def _is_next_row(row: Block, block: Block, usual: Usual) -> bool:
    step = block.rect.y1 - row.rect.y1
    same_edge = abs(block.rect.x0 - row.rect.x0) < 2 * usual.size
    return same_edge and 0 < step < 2.6 * usual.leading * usual.size


def _is_beside(left: Block, right: Block) -> bool:
    """Whether both are cells of one row of a table."""
    if max(left.rows, right.rows) > _CELL_ROWS or right.rect.x0 < left.rect.x1:
        return False
    if left.lines[0].sideways or right.lines[0].sideways:
        return False
    a, b = left.rect, right.rect
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > 0.7 * min(_height(a), _height(b))


def _width(rect: Rect) -> float:
    return rect.x1 - rect.x0


def _height(rect: Rect) -> float:
    return rect.y1 - rect.y0
