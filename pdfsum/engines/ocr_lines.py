"""What was seen in a picture as lines of the page, for the layout that PDFs share."""

import math
import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

import numpy as np

from pdfsum.engines.lines import Line, Rect, Word
from pdfsum.engines.ocr_map import PlacedWord
from pdfsum.engines.ocr_models import Quad
from pdfsum.engines.ocr_reading import SeenLine, SeenPage
from pdfsum.engines.reading_order import reading_order

# Of the height of a line as found: 11 pt of Times are found 13.2 pt high.
_TYPE_SIZE = 0.8
# Heights of lines of one size differ by less: some have no letter with a tail.
_SAME_SIZE = 1.2
# Of the distance between letters: how far a word reaches beyond their centres.
_REACH = 0.65
# Shorter lines, in heights, say little about the skew of the page.
_LONG = 4.0
_WORD = re.compile(r"\S+")


class PageLines(NamedTuple):
    """`lines` stand as if the page were straight, `words` where they are."""

    characters: str
    lines: list[Line]
    words: list[PlacedWord]


class _Draft(NamedTuple):
    """`spans` of the words in `text`, and their corners in points."""

    text: str
    size: float
    spans: list[tuple[int, int]]
    corners: list[Quad]


def make_lines(
    page: SeenPage, scale: tuple[float, float], lines: Sequence[SeenLine]
) -> PageLines:
    """`scale` is points per pixel, across and down; `lines` are those worth keeping."""
    factors = np.array(scale, dtype=np.float32)
    quads = [line.quad * factors for line in lines]
    sizes = _even_sizes([_TYPE_SIZE * _height(quad) for quad in quads])
    angle = page.quarters * math.pi / 2 + _skew(quads, page.quarters)
    drafts = [
        _draft(line, quad, size)
        for line, quad, size in zip(lines, quads, sizes, strict=True)
    ]
    straight = [_straight_line(draft, 0, angle) for draft in drafts]
    by_line = dict(zip(map(id, straight), drafts, strict=True))
    drafts = [by_line[id(line)] for line in reading_order(straight)]
    made = PageLines("\n".join(draft.text for draft in drafts), [], [])
    start = 0
    for draft in drafts:
        made.lines.append(_straight_line(draft, start, angle))
        made.words.extend(_placed(draft, start))
        start += len(draft.text) + 1
    return made


def _draft(line: SeenLine, quad: Quad, size: float) -> _Draft:
    text = line.reading.text.strip()
    centres = line.reading.centres
    steps = [right - left for left, right in pairwise(centres)]
    reach = _REACH * (median(steps) if steps else 1.0)
    spans, corners, seen = [], [], 0
    for match in _WORD.finditer(text):
        last = min(seen + len(match[0]), len(centres)) - 1
        first, seen = min(seen, last), seen + len(match[0])
        low, high = max(centres[first] - reach, 0.0), min(centres[last] + reach, 1.0)
        spans.append(match.span())
        corners.append(_part(quad, low, high))
    return _Draft(text, size, spans, corners)


def _part(quad: Quad, low: float, high: float) -> Quad:
    """The corners of a stretch of a line, `low` and `high` from 0 to 1 along it."""
    top, bottom = quad[1] - quad[0], quad[2] - quad[3]
    return np.array(
        [
            quad[0] + low * top,
            quad[0] + high * top,
            quad[3] + high * bottom,
            quad[3] + low * bottom,
        ],
        dtype=np.float32,
    )


def _straight_line(draft: _Draft, start: int, angle: float) -> Line:
    """As if the page were turned back by the angle."""
    words = [
        Word(start + low, start + high, _hull(_turned_back(corners, angle)))
        for (low, high), corners in zip(draft.spans, draft.corners, strict=True)
    ]
    end = start + len(draft.text)
    return Line(start, end, draft.text, words, draft.size, bold=False)


def _placed(draft: _Draft, start: int) -> list[PlacedWord]:
    found = []
    for (low, high), corners in zip(draft.spans, draft.corners, strict=True):
        across, down = np.abs(corners[1] - corners[0])
        found.append(
            PlacedWord(start + low, start + high, _hull(corners), bool(down > across))
        )
    return found


def _hull(corners: Quad) -> Rect:
    x0, y0 = corners.min(axis=0)
    x1, y1 = corners.max(axis=0)
    return Rect(float(x0), float(y0), float(x1), float(y1))


def _turned_back(corners: Quad, angle: float) -> Quad:
    cos, sin = math.cos(angle), math.sin(angle)
    # Rows are points: this turns them counter-clockwise on a page whose y runs down.
    matrix = np.array([[cos, -sin], [sin, cos]], dtype=np.float32)
    return np.asarray(corners @ matrix, dtype=np.float32)


def _height(quad: Quad) -> float:
    return float(np.linalg.norm(quad[2] - quad[1]))


def _skew(quads: Sequence[Quad], quarters: int) -> float:
    """The angle in radians, clockwise, that the long lines have beside the turn."""
    angles = []
    for quad in quads:
        along = _turned_back(quad, quarters * math.pi / 2)
        x, y = along[1] - along[0]
        if x > _LONG * _height(quad):
            angles.append(math.atan2(y, x))
    return median(angles) if angles else 0.0


def _even_sizes(sizes: Sequence[float]) -> list[float]:
    """Nearly equal sizes made equal: headings are told by small differences."""
    groups: list[list[float]] = []
    for size in sorted(sizes):
        if groups and size < _SAME_SIZE * median(groups[-1]):
            groups[-1].append(size)
        else:
            groups.append([size])
    even = {size: median(group) for group in groups for size in group}
    return [even[size] for size in sizes]
