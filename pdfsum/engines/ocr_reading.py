"""Every line of a picture, read the right way round."""

from collections.abc import Sequence
from statistics import fmean
from typing import NamedTuple, Protocol

from pdfsum.engines.ocr_models import Pixels, Quad, Reading, is_tall, length, turned

# Lines that are tried before the page's turn is settled.
_SAMPLE = 5
# Mean of the longest lines: upright print has 0.96 and more here, even at 75 dpi or
# with noise, the same upside down 0.65. What lies between is read both ways.
_SURELY_UPRIGHT = 0.88


class Models(Protocol):
    def find(self, picture: Pixels, *, side: int) -> list[Quad]: ...

    def read(self, picture: Pixels, quad: Quad) -> Reading: ...


class SeenLine(NamedTuple):
    """`quad` begins at the corner where the text begins, and goes along it."""

    quad: Quad
    reading: Reading


class SeenPage(NamedTuple):
    """`quarters` of a turn clockwise that the text is turned by."""

    lines: list[SeenLine]
    quarters: int


def read_picture(models: Models, picture: Pixels, *, side: int) -> SeenPage:
    """All lines, those that make no sense included. `side` is for `OcrModels.find`."""
    quads = models.find(picture, side=side)
    known: dict[tuple[int, int], Reading] = {}

    def read(index: int, quarters: int) -> Reading:
        quarters %= 4
        if (index, quarters) not in known:
            quad = turned(quads[index], quarters)
            known[index, quarters] = models.read(picture, quad)
        return known[index, quarters]

    def score(sample: Sequence[int], quarters: int) -> float:
        return fmean(read(index, quarters).score for index in sample) if sample else 0.0

    page_turn = _find_turn(quads, score)
    lines = []
    for index, quad in enumerate(quads):
        turns = [page_turn]
        if is_tall(turned(quad, page_turn)):
            # A side note, a label of an axis, or just the letter I.
            turns += [page_turn + 1, page_turn + 3]
        best = max(turns, key=lambda turn: read(index, turn).score)
        lines.append(SeenLine(turned(quad, best), read(index, best)))
    return SeenPage(lines, page_turn)


class _Score(Protocol):
    def __call__(self, sample: Sequence[int], quarters: int) -> float: ...


def _find_turn(quads: Sequence[Quad], score: _Score) -> int:
    """The turn that most of the text has, by its length."""
    tall = [index for index, quad in enumerate(quads) if is_tall(quad)]
    level = [index for index, quad in enumerate(quads) if not is_tall(quad)]
    sideways = sum(length(quads[index]) for index in tall) > sum(
        length(quads[index]) for index in level
    )
    chosen = tall if sideways else level
    sample = sorted(chosen, key=lambda index: -length(quads[index]))[:_SAMPLE]
    if sideways:
        return max((1, 3), key=lambda quarters: score(sample, quarters))
    if score(sample, 0) >= _SURELY_UPRIGHT:
        return 0
    return max((0, 2), key=lambda quarters: score(sample, quarters))
