"""Lines of a page grouped into paragraphs, headings, list items and table rows."""

import re
from dataclasses import dataclass
from itertools import pairwise

from pdfsum.engines.pdf_lines import Line, Rect, is_right_to_left

# The step from line to line, in type sizes: pages differ, paragraphs within one do not.
_USUAL_LEADING = 1.2
_LOOSE_STEP = 1.3
# Lines of one paragraph differ less in size than this factor.
_SAME_SIZE = 1.13
_HEADING_SIZE = 1.12
_HEADING_LENGTH = 160
# A share of the page's text that no heading has.
_COMMON = 0.25
# Of the column's width: by how much ragged lines differ.
_RAGGED = 0.15
_HEADING_WORDS = 20

_BULLET = re.compile(
    r"[\u2022\u25aa\u25e6\u2023\u00b7\u25cf\u25a0\u25a1\u25cb\uf0b7\uf0a7]"
)
_ITEM = re.compile(
    r"(?:[-\u2013\u2014*o]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivxIVX]{1,5}\)|\[\d{1,3}\]"
    r"|\d{1,2}(?:\.\d{1,2})+\.?)\s"
)
_ENDS = re.compile(r"[.!?:;\u2026\u3002\uff01\uff1f\u061f][\"'\u201d\u2019)\]\u00bb]*$")
_NUMBERED_TITLE = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?\s+[A-Z\u00c0-\u00de]")


@dataclass(slots=True)
class Block:
    """Lines that belong together; a `tight` one follows the last by one newline."""

    lines: list[Line]
    tight: bool = False
    heading: bool = False

    @property
    def last(self) -> Line:
        """The last line but for raised numbers, which stand in lines of their own."""
        for line in reversed(self.lines):
            if not line.text.isdigit():
                return line
        return self.lines[-1]

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Type:
    """What is usual on the page: size in points, leading in sizes, the rest by half.

    Type above `heading_size` is rare enough for headings.
    """

    size: float
    heading_size: float
    leading: float
    bold: bool
    sideways: bool


def group(lines: list[Line]) -> list[Block]:
    """Blocks in the order of the lines, headings marked."""
    usual = _usual_type(lines)
    blocks: list[Block] = []
    for line in lines:
        if blocks and _continues(blocks[-1], line, usual):
            blocks[-1].lines.append(line)
        else:
            tight = bool(blocks) and _is_tight(blocks[-1], line, usual)
            blocks.append(Block([line], tight))
    _mark_headings(blocks, usual)
    return blocks


def _usual_type(lines: list[Line]) -> _Type:
    weights: dict[float, int] = {}
    bold = sideways = 0
    for line in lines:
        size = round(line.size * 2) / 2
        weights[size] = weights.get(size, 0) + len(line.text)
        bold += len(line.text) * line.bold
        sideways += len(line.text) * line.sideways
    size = max(weights, key=lambda size: (weights[size], -size), default=10.0)
    steps = sorted(
        step / size
        for above, below in pairwise(lines)
        if abs(above.size - below.size) < 1
        and 0.6 * size < (step := below.rect.y1 - above.rect.y1) < 2.6 * size
    )
    leading = steps[len(steps) // 3] if len(steps) > 2 else _USUAL_LEADING
    half = sum(weights.values()) / 2
    return _Type(
        size,
        _heading_size(weights, size),
        max(leading, 1.0),
        bold > half,
        sideways > half,
    )


def _heading_size(weights: dict[float, int], usual: float) -> float:
    """Long footnotes make running text look large: what is common is no heading."""
    limit = _HEADING_SIZE * usual
    for size in sorted(weights):
        if size > limit and weights[size] > _COMMON * sum(weights.values()):
            limit = _HEADING_SIZE * size
    return limit


def _continues(block: Block, line: Line, usual: _Type) -> bool:
    """Whether the line goes on with the paragraph of the block."""
    last = block.last
    if _is_raised(last, line):
        return True
    if last.is_row or line.is_row or last.sideways != line.sideways:
        return False
    if max(last.size, line.size) > _SAME_SIZE * min(last.size, line.size):
        return False
    if last.bold != line.bold and not _is_mid_sentence(last, line):
        return False
    if _BULLET.match(line.text):
        return False
    if not _is_below(last, line, usual):
        return _crosses_column(last, line)
    if _ITEM.match(line.text) and (
        _ENDS.search(last.text) or _ITEM.match(block.lines[0].text)
    ):
        return False
    return not _is_indented(block, line) and not _ended_early(block, line, usual)


def _is_raised(last: Line, line: Line) -> bool:
    """The number of a note, which pdfium gives a line of its own."""
    if not line.text.isdigit() or line.size > 0.85 * last.size:
        return False
    middle = (line.rect.y0 + line.rect.y1) / 2
    return last.rect.y0 - last.size / 2 < middle < last.rect.y1


def _is_mid_sentence(last: Line, line: Line) -> bool:
    return line.text[:1].islower() and not _ENDS.search(last.text)


def _is_below(last: Line, line: Line, usual: _Type) -> bool:
    """Directly under it, as lines of a paragraph are."""
    step = line.rect.y1 - last.rect.y1
    size = max(last.size, line.size)
    if not 0.4 * size < step < max(_LOOSE_STEP * usual.leading, 1.45) * size:
        return False
    overlap = min(last.rect.x1, line.rect.x1) - max(last.rect.x0, line.rect.x0)
    narrow = min(_width(last.rect), _width(line.rect))
    return overlap > 0.3 * narrow


def _crosses_column(last: Line, line: Line) -> bool:
    """A sentence that breaks off at the foot of a column and goes on at the next."""
    moved = line.rect.y1 < last.rect.y0 and line.rect.x0 > last.rect.x1 - last.size
    unfinished = not _ENDS.search(last.text) and len(last.words) > 2
    return moved and unfinished and line.text[:1].islower() and len(line.words) > 2


def _is_indented(block: Block, line: Line) -> bool:
    """A first line set in, or the next entry of a list with hanging lines."""
    last = block.last
    if is_right_to_left(line.text):
        shift = last.rect.x1 - line.rect.x1
    else:
        shift = line.rect.x0 - last.rect.x0
    if 0.7 * line.size < shift < 6 * line.size and _ENDS.search(last.text):
        return True
    return len(block.lines) > 1 and shift < -0.7 * line.size


def _ended_early(block: Block, line: Line, usual: _Type) -> bool:
    """Whether the last line had room for this line's first word, yet left it."""
    last = block.last
    first = line.words[0].rect
    needed = _width(first) + 0.6 * line.size
    if is_right_to_left(line.text):
        edge = min(line.rect.x0, *(other.rect.x0 for other in block.lines))
        room = last.rect.x0 - edge
    else:
        edge = max(line.rect.x1, *(other.rect.x1 for other in block.lines))
        room = edge - last.rect.x1
    if room <= needed:
        return False
    if _ENDS.search(last.text):
        return True
    # Titles are broken where it looks well, and ragged text now and then too early.
    if line.size > _HEADING_SIZE * usual.size or (last.bold and line.bold):
        return False
    slack = max(2 * line.size, _RAGGED * (_width(last.rect) + room))
    return room > needed + slack and not line.text[:1].islower()


def _is_tight(block: Block, line: Line, usual: _Type) -> bool:
    """Rows of a table and lines broken on purpose stand one newline apart."""
    last = block.lines[-1]
    step = line.rect.y1 - last.rect.y1
    if last.size > 1.3 * line.size or line.size > 1.3 * last.size:
        return False
    if last.is_row and line.is_row:
        return -0.5 * line.size < step < 2.6 * usual.leading * line.size
    if not _is_below(last, line, usual) or last.bold != line.bold:
        return False
    if last.is_row or line.is_row:
        return True
    short = len(block.lines) == 1 and not _ENDS.search(last.text)
    return short and not _BULLET.match(line.text)


def _mark_headings(blocks: list[Block], usual: _Type) -> None:
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        block.heading = _is_heading(block, following, usual)
    # A heading stands apart from what it heads.
    for above, below in pairwise(blocks):
        if above.heading != below.heading:
            below.tight = False


def _is_heading(block: Block, following: Block | None, usual: _Type) -> bool:
    text, first = block.text, block.lines[0]
    letters = sum(map(str.isalpha, text))
    if len(text) > _HEADING_LENGTH or letters < max(
        2, 0.5 * len(text.replace(" ", ""))
    ):
        return False
    if len(text.split()) > _HEADING_WORDS or first.sideways > usual.sideways:
        return False
    if _BULLET.match(text) or text.endswith((",", ";")) or first.is_row:
        return False
    if following and following.text[:1].islower() and not text.isupper():
        return False
    if first.size > usual.heading_size:
        return not (text.endswith(".") and len(text.split()) > 8)
    if text.endswith("."):
        return False
    if first.size < 0.93 * usual.size or len(block.lines) > 2 or following is None:
        return False
    if all(line.bold for line in block.lines) and not usual.bold:
        return True
    prose = len(following.lines) > 1 and not _ITEM.match(following.text)
    alone = prose and not block.tight and len(block.lines) == 1
    capitals = text.isupper() and letters > 3
    return alone and bool(capitals or _NUMBERED_TITLE.match(text))


def _width(rect: Rect) -> float:
    return rect.x1 - rect.x0
