"""Lines of a page: their words, where these stand, and the gaps between them."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from pdfsum.engines.cells import Gaps, find_gaps, letter_gaps

_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


class Rect(NamedTuple):
    """Points from the top-left corner of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(slots=True)
class Word:
    start: int
    end: int
    rect: Rect


class Joint(NamedTuple):
    """What stands between two words instead of the reader's characters there."""

    start: int
    end: int
    text: str


@dataclass(slots=True)
class Line:
    """[start, end) in the reader's characters; `size` of type in points.

    A `sideways` line runs up or down the page; its places are as if it did not.
    """

    start: int
    end: int
    text: str
    words: list[Word]
    size: float
    bold: bool
    sideways: bool = False
    rect: Rect = field(init=False)
    gaps: Gaps = field(init=False, default=Gaps())
    # Blanks of the stored text that are not the reader's: see `Joint`.
    joints: list[Joint] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.place(self.words)

    def place(self, words: list[Word]) -> None:
        """Take over the words with their places, and what follows from these."""
        self.words = words
        self.rect = hull([word.rect for word in words])
        if len(words) > 1:
            self._find_gaps()

    def _find_gaps(self) -> None:
        words, size, start = self.words, self.size, self.start
        spans = [(word.rect.x0 / size, word.rect.x1 / size) for word in words]
        texts = [self.text[word.start - start : word.end - start] for word in words]
        if _RIGHT_TO_LEFT.search(self.text):
            # Words of two scripts do not stand in reading order.
            self.gaps = Gaps(find_gaps(texts, sorted(spans)).cells)
            return
        self.gaps = find_gaps(texts, spans)
        letters = letter_gaps(texts, spans)
        cells = set(self.gaps.cells)
        self.joints = []
        for index in range(1, len(words)):
            left, right = words[index - 1], words[index]
            if letters:
                self.joints.append(Joint(left.end, right.start, letters[index - 1]))
            elif index in cells:
                self.joints.append(Joint(left.end, right.start, "\t"))
            elif left.end == right.start:
                self.joints.append(Joint(left.end, right.start, " "))

    @property
    def is_row(self) -> bool:
        """Whether wide gaps part it into cells."""
        return bool(self.gaps.cells)


def hull(rects: list[Rect]) -> Rect:
    if len(rects) == 1:
        return rects[0]
    x0, y0, x1, y1 = zip(*rects, strict=True)
    return Rect(min(x0), min(y0), max(x1), max(y1))


def union(a: Rect, b: Rect) -> Rect:
    return Rect(
        a[0] if a[0] < b[0] else b[0],
        a[1] if a[1] < b[1] else b[1],
        a[2] if a[2] > b[2] else b[2],
        a[3] if a[3] > b[3] else b[3],
    )


def is_right_to_left(text: str) -> bool:
    return len(_RIGHT_TO_LEFT.findall(text)) * 2 > sum(map(str.isalpha, text))
