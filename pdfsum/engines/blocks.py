"""Paragraphs, headings, list items and table rows as they are put together."""

import re
from dataclasses import dataclass, field
from itertools import pairwise

from pdfsum.engines.lines import Line, Rect, union

# The step from line to line, in type sizes: pages differ, paragraphs within one do not.
USUAL_LEADING = 1.2
HEADING_SIZE = 1.12
# A share of the page's text that no heading has.
_COMMON = 0.25

BULLET = re.compile(
    r"[\u2022\u25aa\u25e6\u2023\u00b7\u25cf\u25a0\u25a1\u25cb\uf0b7\uf0a7]"
)
ITEM = re.compile(
    r"(?:[-\u2013\u2014*o]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\([ivxIVX]{1,5}\)|\[\d{1,3}\]"
    r"|\d{1,2}(?:\.\d{1,2})+\.?)\s"
)


@dataclass(slots=True)
class Block:
    """Lines that belong together; a `tight` one follows the last by one newline.

    One `beside` the last is a cell of the same row. `row` is where the last line stands
    with all its parts, `rows` how many lines people see.
    """

    lines: list[Line]
    tight: bool = False
    heading: bool = False
    beside: bool = False
    row: Rect = field(init=False)
    rect: Rect = field(init=False)
    rows: int = field(init=False, default=1)

    def __post_init__(self) -> None:
        self.row = self.rect = self.lines[0].rect

    def add(self, line: Line, *, same_row: bool = False) -> None:
        self.lines.append(line)
        self.rect = union(self.rect, line.rect)
        if same_row:
            self.row = union(self.row, line.rect)
        else:
            self.row = line.rect
            self.rows += 1

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

    @property
    def is_list_mark(self) -> bool:
        first = self.lines[0]
        return first.gaps.labelled and not first.text[0].isalnum()

    @property
    def hanging(self) -> list[float]:
        """Where lines under the first begin, if its last cell or its label tells."""
        first = self.lines[0]
        if len(first.words) == 1 and len(self.lines) > 1:
            return [self.lines[1].rect.x0]
        cells, text = first.gaps.cells, first.gaps.text
        if cells:
            # The text of the cell, or that behind its bullet.
            return [word.rect.x0 for word in first.words[cells[-1] : cells[-1] + 2]]
        return [first.words[text].rect.x0] if text is not None else []


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual on the page: size in points, leading in sizes, the rest by half.

    Type above `heading_size` is rare enough for headings.
    """

    size: float
    heading_size: float
    leading: float
    bold: bool
    sideways: bool


def usual_type(lines: list[Line]) -> Usual:
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
    leading = steps[len(steps) // 3] if len(steps) > 2 else USUAL_LEADING
    half = sum(weights.values()) / 2
    return Usual(
        size,
        _heading_size(weights, size),
        max(leading, 1.0),
        bold > half,
        sideways > half,
    )


def _heading_size(weights: dict[float, int], usual: float) -> float:
    """Long footnotes make running text look large: what is common is no heading."""
    limit = HEADING_SIZE * usual
    for size in sorted(weights):
        if size > limit and weights[size] > _COMMON * sum(weights.values()):
            limit = HEADING_SIZE * size
    return limit
