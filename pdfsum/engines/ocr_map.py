"""The text map of a page that was read from its picture: with the places of its words.

A PDF's own text has its boxes in the file. These are found once and have to be kept.
"""

import struct
import zlib
from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from pdfsum.engines.highlights import merge
from pdfsum.engines.lines import Rect
from pdfsum.engines.text_map import TextMap

# Beside the versions of TextMap, which reads none but its own.
VERSION = 3
_TENTH = 10
_COLUMNS = 7
# Boxes of level lines take 1.2 times the area of their words; of lines across a page
# that climb by 2 degrees, 2.3.
_CLIMBS = 1.6


class PlacedWord(NamedTuple):
    """[start, end) in the page's characters; `rect` in points as displayed."""

    start: int
    end: int
    rect: Rect
    sideways: bool


def encode(text_map: bytes, words: Sequence[PlacedWord]) -> bytes:
    """A version byte, then deflated: length of the map, the map, columns of integers.

    Columns are differences of start, end, x0, y0, x1, y1 in tenths of a point, and
    whether the word runs up or down; little-endian, 32 bits. About 3 kB for 500 words.
    """
    rows = [
        (
            word.start,
            word.end - word.start,
            round(word.rect.x0 * _TENTH),
            round(word.rect.y0 * _TENTH),
            round(word.rect.x1 * _TENTH) - round(word.rect.x0 * _TENTH),
            round(word.rect.y1 * _TENTH) - round(word.rect.y0 * _TENTH),
            int(word.sideways),
        )
        for word in words
    ]
    numbers = []
    for column in zip(*rows, strict=True):
        numbers += [b - a for a, b in zip((0, *column), column, strict=False)]
    packed = struct.pack(f"<I{len(numbers)}i", len(text_map), *numbers)
    return bytes([VERSION]) + zlib.compress(packed[:4] + text_map + packed[4:], 9)


def decode(data: bytes) -> tuple[TextMap, list[PlacedWord]]:
    """Raises ValueError for bytes `encode` did not make."""
    if not data or data[0] != VERSION:
        raise ValueError("This is no text map of a page that was read by OCR.")
    try:
        body = zlib.decompress(data[1:])
        (length,) = struct.unpack_from("<I", body)
        numbers = [number for (number,) in struct.iter_unpack("<i", body[4 + length :])]
    except (zlib.error, struct.error) as exc:
        raise ValueError("A text map is damaged.") from exc
    count, rest = divmod(len(numbers), _COLUMNS)
    if rest:
        raise ValueError("A text map ends in the middle of a word.")
    columns = [
        accumulate(numbers[at * count : (at + 1) * count]) for at in range(_COLUMNS)
    ]
    words = [
        PlacedWord(
            start,
            start + size,
            Rect(x0 / _TENTH, y0 / _TENTH, (x0 + wide) / _TENTH, (y0 + high) / _TENTH),
            bool(sideways),
        )
        for start, size, x0, y0, wide, high, sideways in zip(*columns, strict=True)
    ]
    return TextMap.decode(body[4 : 4 + length]), words


def rects(data: bytes, spans: Sequence[tuple[int, int]]) -> list[Rect]:
    """One for each stretch of a line; each word its own where the lines climb."""
    text_map, words = decode(data)
    parts = [
        (_part(word, low, high), word.sideways)
        for span in spans
        for low, high in text_map.reader_spans(*span)
        for word in words
        if word.start < high and low < word.end
    ]
    merged = merge(parts)
    # A line that climbs would cover its neighbours.
    if _area(merged) > _CLIMBS * _area([rect for rect, _ in parts]):
        return [rect for rect, _ in parts]
    return merged


def _area(boxes: Sequence[Rect]) -> float:
    return sum((box.x1 - box.x0) * (box.y1 - box.y0) for box in boxes)


def _part(word: PlacedWord, low: int, high: int) -> Rect:
    """The share of the word's box that its letters [low, high) take.

    Chinese and Japanese have whole lines without a blank. A word that runs up or down
    gives all of its box: which end it begins at is not kept.
    """
    rect, letters = word.rect, word.end - word.start
    if word.sideways:
        return rect
    step = (rect.x1 - rect.x0) / letters
    before, behind = max(low - word.start, 0), max(word.end - high, 0)
    return rect._replace(x0=rect.x0 + before * step, x1=rect.x1 - behind * step)
