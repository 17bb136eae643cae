"""Boxes of characters merged into one box for each stretch of a line."""

from collections.abc import Iterable

from .pdf_lines import Rect, hull

# A gap of more line heights than this parts two boxes: columns do not grow together.
_GAP = 1.6


def merge(rects: Iterable[Rect]) -> list[Rect]:
    """Boxes in the order of the characters, in points of the page as displayed."""
    merged: list[Rect] = []
    for rect in rects:
        if merged and _same_line(merged[-1], rect):
            merged[-1] = hull([merged[-1], rect])
        else:
            merged.append(rect)
    return merged


def _same_line(box: Rect, rect: Rect) -> bool:
    """Beside it on a level line, or above or below on one that runs up the page."""
    across = min(box.x1, rect.x1) - max(box.x0, rect.x0)
    down = min(box.y1, rect.y1) - max(box.y0, rect.y0)
    wide, high = rect.x1 - rect.x0, rect.y1 - rect.y0
    if down > 0.5 * min(high, box.y1 - box.y0):
        return -across <= _GAP * max(high, box.y1 - box.y0)
    # Characters of a line that runs up or down are as wide as the line; they touch.
    return (
        across > 0.9 * max(wide, box.x1 - box.x0)
        and down > -0.35 * wide
        and (wide >= high and high < 0.75 * wide)
    )
