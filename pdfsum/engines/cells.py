"""Wide gaps in a line: between the cells of a row, or behind the label of an item."""

import re
from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

# A gap between two words this many times the type size parts cells or columns.
CELL_GAP = 1.6
# Fewer letters with blanks between them are initials; wider gaps part words.
_FEWEST_LETTERS = 5
_WORD_GAP = 1.6

# Numbers and letters of items: 1. (a) [3] iv) 2.1.4
_NUMBER = re.compile(
    r"\d{1,3}(?:\.\d{1,3}){0,4}\.?|(?:[(\[](?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{1,6})|"
    r"(?:\d{1,3}|[a-zA-Z]|[ivxlIVXL]{1,6})(?=[.)\]:]))[.)\]:]{0,2}"
)
_KIND = re.compile(
    r"article|art\.|section|sec\.|item|note|part|chapter|title|annex|appendix|exhibit|"
    r"schedule|figure|fig\.|table|step|artikel|kapitel|chapitre|cap\u00edtulo|\u00a7",
    re.IGNORECASE,
)
_CURRENCIES = frozenset(["$", "\u20ac", "\u00a3", "\u00a5"])
_LETTERS = re.compile(r"[^\W\d_]{2}")


class Gaps(NamedTuple):
    """`cells` are the words that begin one, `text` the word behind a label.

    `labelled` if the label stands well apart, as that of an item of a list.
    """

    cells: tuple[int, ...] = ()
    text: int | None = None
    labelled: bool = False


def find_gaps(words: Sequence[str], spans: Sequence[tuple[float, float]]) -> Gaps:
    """`spans` are the words' left and right edges, in type sizes, from the left."""
    wide = [
        index
        for index in range(1, len(spans))
        if spans[index][0] - spans[index - 1][1] > CELL_GAP
    ]
    if wide:
        # A currency sign stands at the left edge of the cell of its amount.
        moved = (index - (words[index - 1] in _CURRENCIES) for index in wide)
        wide = sorted({index for index in moved if index})
    label = _label_length(words)
    if wide and wide[0] == label:
        return Gaps(tuple(wide[1:]), label, labelled=True)
    return Gaps(tuple(wide), label)


def _label_length(words: Sequence[str]) -> int | None:
    """How many words the label of an item takes, or None if there is none."""
    first = words[0]
    length = 2 if _KIND.fullmatch(first) and len(words) > 2 else 1
    if len(words) <= length or not _LETTERS.search(words[length]):
        return None
    if _NUMBER.fullmatch(words[length - 1]):
        return length
    return 1 if length == 1 and len(first) == 1 and not first.isalnum() else None


def letter_gaps(
    words: Sequence[str], spans: Sequence[tuple[float, float]]
) -> list[str] | None:
    """What stands before each word but the first where L E T T E R S stand apart.

    None for a line of anything but single letters.
    """
    if len(words) < _FEWEST_LETTERS or any(len(word) > 1 for word in words):
        return None
    if not all(word.isalpha() for word in words):
        return None
    gaps = [spans[i][0] - spans[i - 1][1] for i in range(1, len(spans))]
    limit = _WORD_GAP * max(median(gaps), 0.01)
    return [" " if gap > limit else "" for gap in gaps]
