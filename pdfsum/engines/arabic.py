"""Arabic as pdfium gives it, brought into the order in which it is written."""

import re
from collections.abc import Callable

# Lam and alef are one glyph, which pdfium takes apart from left to right.
_LIGATURE = re.compile("[\u0622\u0623\u0625\u0627\u0671]\u0644")
# A vowel sign has no width, so that pdfium sees a gap and sets it before its letter.
_STRAY_SIGN = re.compile(
    "(?<=[\u0620-\u064a]) ([\u064b-\u0652\u0670])([\u0620-\u064a])"
)
# Dropped when text is cleaned, so that the two halves are one word.
_NOTHING = "\u200b"

GetRect = Callable[[int], object]


def in_logical_order(characters: str, rect: GetRect) -> str:
    """As many characters, of which only neighbours have changed places.

    So indices still name the same places on the page. `rect` gives a character's
    place; the article is spelled like the ligature, but its letters stand apart.
    """
    made: list[str] | None = None
    for match in _LIGATURE.finditer(characters):
        first = match.start()
        place = rect(first)
        if place is not None and place == rect(first + 1):
            made = made or list(characters)
            made[first : first + 2] = reversed(match.group())
    for match in _STRAY_SIGN.finditer(characters):
        first = match.start()
        if rect(first) is None:
            made = made or list(characters)
            made[first : first + 3] = _NOTHING, match.group(2), match.group(1)
    return "".join(made) if made else characters
