"""Boxes of characters merged into one box for each stretch of a line."""

from collections.abc import Iterable

from pdfsum.engines.lines import Rect, hull

# A gap of more line heights than this parts two boxes: columns do not grow together.
_GAP = 1.6


def merge(characters: Iterable[tuple[Rect, bool]]) -> list[Rect]:
    """Boxes in the order of the characters, in points of the page as displayed.

    Each character comes with whether its line runs up or down the page.
    """
    merged: list[tuple[Rect, bool]] = []
    for rect, sideways in characters:
        if merged and merged[-1][1] == sideways:
            box = merged[-1][0]
            if _same_line(_turned(box, sideways), _turned(rect, sideways)):
                merged[-1] = (hull([box, rect]), sideways)
                continue
        merged.append((rect, sideways))
    return [box for box, _ in merged]


def _turned(rect: Rect, sideways: bool) -> Rect:  # noqa: FBT001
    return Rect(rect.y0, rect.x0, rect.y1, rect.x1) if sideways else rect


def _same_line(box: Rect, rect: Rect) -> bool:
    down = min(box.y1, rect.y1) - max(box.y0, rect.y0)
    gap = max(box.x0, rect.x0) - min(box.x1, rect.x1)
    high = max(box.y1 - box.y0, rect.y1 - rect.y0)
    return down > 0.5 * min(box.y1 - box.y0, rect.y1 - rect.y0) and gap <= _GAP * high
