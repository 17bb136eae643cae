"""The order in which people read the lines of a page, from their places alone."""

from collections.abc import Iterable
from itertools import pairwise
from statistics import median

from pdfsum.engines.lines import Line, Rect, hull, is_right_to_left
from pdfsum.engines.sideways import turned_rect, turns

# Of the usual line height: the least space between two columns.
_GUTTER = 0.6
# Fewer lines on a side are no column; fewer lines on a page say nothing of its order.
_COLUMN_LINES = 3
_FEWEST = 8
# Lines across a gutter, as a share of those beside it: headings, figures, abstracts.
_CROSSING = 0.6
# Of its column's width: what the lines of running text fill.
_FILLED = 0.6
# Steps against the order of reading, as a share of all, of an order that is wrong.
# Pages whose makers ordered them have up to 0.2: captions, side notes, footers.
_WRONG = 0.3
# Points: what boxes of neighbouring columns overlap by at most.
_EPSILON = 1.0
# Notes are smaller than the text, and stand in the lower part of the page.
_NOTE_SIZE, _BELOW = 0.93, 0.35


class _Item:
    """A line as laid out: `rect` is upright even where the line is not."""

    __slots__ = ("line", "rect")

    def __init__(self, line: Line, rect: Rect) -> None:
        self.line = line
        self.rect = rect

    @property
    def height(self) -> float:
        return self.rect.y1 - self.rect.y0

    @property
    def middle(self) -> float:
        return (self.rect.y0 + self.rect.y1) / 2


def reading_order(lines: list[Line]) -> list[Line]:
    """The same lines, column after column, each from its top.

    Lines across all columns part what stands above them from what stands below. The
    cells of a row stay together. Columns of a right-to-left page begin at the right.
    Lines that run up or down the page form groups of their own, the largest group
    first; they are left as they are for `sideways.upright`.
    """
    groups: dict[int, list[_Item]] = {}
    for line, turn in zip(lines, turns(lines), strict=True):
        item = _Item(line, turned_rect(line.rect, turn))
        groups.setdefault(turn, []).append(item)
    from_right = is_right_to_left("".join(line.text for line in lines))
    ordered: list[Line] = []
    for items in sorted(groups.values(), key=len, reverse=True):
        ordered += [item.line for item in _ordered(items, from_right=from_right)]
    return ordered


def is_out_of_order(lines: list[Line]) -> bool:
    """Whether the given order jumps about the page as no reader would.

    Counted are steps up the page that do not begin a column beside the last line.
    """
    if len(lines) < _FEWEST or any(turns(lines)):
        return False
    wrong = _wrong_steps(lines)
    if wrong <= _WRONG * (len(lines) - 1):
        return False
    return _wrong_steps(reading_order(lines)) * 2 < wrong


def notes_last(lines: list[Line]) -> list[Line]:
    """The lines with footnotes behind the running text they stand under.

    Some makers give a page's notes first: lines in smaller type before the first line
    in the usual one, all of them in the lower part of what follows.
    """
    if len(lines) < _FEWEST:
        return lines
    weights: dict[float, int] = {}
    for line in lines:
        weights[line.size] = weights.get(line.size, 0) + len(line.text)
    usual = max(weights, key=lambda size: weights[size])
    text = [i for i, line in enumerate(lines) if line.size > _NOTE_SIZE * usual]
    start, end = _leading_notes(text)
    body = [lines[i].rect for i in text if i >= end]
    if end - start < 2 or len(body) < _FEWEST:
        return lines
    top, foot = min(rect.y0 for rect in body), max(rect.y1 for rect in body)
    if min(line.rect.y0 for line in lines[start:end]) < top + _BELOW * (foot - top):
        return lines
    last = text[-1] + 1
    return [*lines[:start], *lines[end:last], *lines[start:end], *lines[last:]]


def _leading_notes(text: list[int]) -> tuple[int, int]:
    """The first gap between lines of text, behind no more than a running header."""
    for before, after in pairwise([-1, *text]):
        if after > before + 1:
            return before + 1, after
        if before > 1:
            break
    return 0, 0


def _wrong_steps(lines: list[Line]) -> int:
    wrong = 0
    for above, below in pairwise(lines):
        a, b = above.rect, below.rect
        rises = b.y1 < a.y0 + 0.5 * (a.y1 - a.y0)
        beside = b.x0 >= a.x1 or a.x0 >= b.x1
        wrong += rises and not beside
    return wrong


def _ordered(items: list[_Item], *, from_right: bool) -> list[_Item]:
    if len(items) < 2:
        return items
    gutter = _gutter(items) if len(items) >= 2 * _COLUMN_LINES else None
    if gutter is None:
        return _in_rows(items, from_right=from_right)
    crossing = sorted(
        (item for item in items if _crosses(item.rect, gutter)),
        key=lambda item: item.middle,
    )
    made: list[_Item] = []
    rest = [item for item in items if not _crosses(item.rect, gutter)]
    for separator in [*crossing, None]:
        if separator is None:
            band, rest = rest, []
        else:
            band = [item for item in rest if item.middle < separator.middle]
            rest = [item for item in rest if item.middle >= separator.middle]
        left = [item for item in band if item.rect.x1 <= gutter + _EPSILON]
        right = [item for item in band if item.rect.x1 > gutter + _EPSILON]
        for column in (right, left) if from_right else (left, right):
            made += _ordered(column, from_right=from_right)
        if separator is not None:
            made.append(separator)
    return made


def _crosses(rect: Rect, gutter: float) -> bool:
    return rect.x0 < gutter - _EPSILON and rect.x1 > gutter + _EPSILON


def _gutter(items: list[_Item]) -> float | None:
    """Where a column of running text ends and the next begins, or None.

    Of the places that the fewest lines cross, the one with the widest space.
    """
    height = median(item.height for item in items)
    best: tuple[int, float] | None = None
    found: float | None = None
    # Each gutter ends where some line begins.
    for edge in sorted({round(item.rect.x0) for item in items}):
        left = [item for item in items if item.rect.x1 <= edge + _EPSILON]
        right = [item for item in items if item.rect.x0 >= edge - _EPSILON]
        if min(len(left), len(right)) < _COLUMN_LINES:
            continue
        crossing = len(items) - len(left) - len(right)
        if crossing > _CROSSING * (len(left) + len(right)):
            continue
        ends = max(item.rect.x1 for item in left)
        space = min(item.rect.x0 for item in right) - ends
        if space < _GUTTER * height or not _stand_beside(left, right):
            continue
        if best is None or (-crossing, space) > best:
            best, found = (-crossing, space), ends + space / 2
    return found


def _stand_beside(left: list[_Item], right: list[_Item]) -> bool:
    """Running text on both sides, at the same height: no table, label or side note."""
    a, b = hull([item.rect for item in left]), hull([item.rect for item in right])
    overlap = min(a.y1, b.y1) - max(a.y0, b.y0)
    if overlap < 0.3 * min(a.y1 - a.y0, b.y1 - b.y0):
        return False
    return _is_text(left, a) and _is_text(right, b)


def _is_text(items: list[_Item], rect: Rect) -> bool:
    """Whether most lines are long; a column of columns counts its lines by rows."""
    widths: Iterable[float] = (
        sum(item.rect.x1 - item.rect.x0 for item in row) for row in _rows(items)
    )
    return median(widths) > _FILLED * (rect.x1 - rect.x0) and _words(items) >= 3


def _words(items: list[_Item]) -> float:
    return float(median(len(item.line.text.split()) for item in items))


def _in_rows(items: list[_Item], *, from_right: bool) -> list[_Item]:
    def place(item: _Item) -> float:
        return -item.rect.x1 if from_right else item.rect.x0

    return [item for row in _rows(items) for item in sorted(row, key=place)]


def _rows(items: list[_Item]) -> list[list[_Item]]:
    """Items at one height together, from the top."""
    rows: list[list[_Item]] = []
    for item in sorted(items, key=lambda item: item.middle):
        if rows:
            # The row's own height, not that of a tall picture letter in it.
            first = rows[-1][0].rect
            if item.middle < first.y1 and first.y0 < item.middle:
                limit = 0.5 * min(first.y1 - first.y0, item.rect.y1 - item.rect.y0)
                if item.middle - rows[-1][0].middle < limit:
                    rows[-1].append(item)
                    continue
        rows.append([item])
    return rows
