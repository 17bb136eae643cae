"""Is this quote on that page? Pure text, tolerant of how print and OCR spell."""

import unicodedata

# Shorter ones are found by chance.
_SHORTEST = 3


def find_quote(quote: str, page_text: str) -> tuple[int, int] | None:
    """The first span [start, end) of the page that says the same, or None.

    Only letters, digits and a few signs count: ligatures, hyphens, blanks, quotation
    marks, punctuation, accents' spelling and case may differ.
    """
    wanted, _ = _fold(quote)
    if len(wanted) < _SHORTEST:
        return None
    folded, places = _fold(page_text)
    found = _whole_words(wanted, folded, page_text, places)
    if found < 0:
        return None
    return places[found], places[found + len(wanted) - 1] + 1


def _whole_words(wanted: str, folded: str, text: str, places: list[int]) -> int:
    """Where it stands between word limits: "art" is no quote from "party"."""
    found = folded.find(wanted)
    while found >= 0:
        start, end = places[found], places[found + len(wanted) - 1] + 1
        inside_left = start > 0 and _joins(text[start - 1], text[start])
        inside_right = end < len(text) and _joins(text[end - 1], text[end])
        if not inside_left and not inside_right:
            return found
        found = folded.find(wanted, found + 1)
    return -1


def _joins(left: str, right: str) -> bool:
    """Whether two neighbours are one word. Not in scripts without blanks."""
    if not (left.isalnum() and right.isalnum()):
        return False
    return max(left, right) < "\u0e00"


def _fold(text: str) -> tuple[str, list[int]]:
    """Letters and digits in plain small form, and the index each came from."""
    if text.isascii():
        kept = [(letter, i) for i, letter in enumerate(text) if _counts(letter)]
        return "".join(letter for letter, _ in kept).lower(), [i for _, i in kept]
    letters: list[str] = []
    places: list[int] = []
    for index, letter in enumerate(text):
        for part in unicodedata.normalize("NFKD", letter).casefold():
            if _counts(part):
                letters.append(part)
                places.append(index)
    return "".join(letters), places


def _counts(letter: str) -> bool:
    """Letters, digits, and the signs that change what a figure means."""
    return letter.isalnum() or letter in "%$\u20ac\u00a3"
