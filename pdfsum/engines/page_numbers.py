"""Lines that say nothing but the number of a page."""

import re
from typing import Literal, NamedTuple

_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100, "d": 500, "m": 1000}

_PAGE_NUMBER = re.compile(
    # Page, - or |, and the chapter of "7-45" or "A.3".
    r"[\W_]*(?:page|seite|pages|pag\.|p\.|s\.|pagina|página|стр\.|第)?[\W_]*"
    r"(?:(?:[a-z]{1,2}|\d{1,3})[-\u2013.])?"
    r"(?:(?P<digits>\d{1,4})|(?P<roman>[ivxlcdm]{1,9})|(?P<words>[a-z]+(?:-[a-z]+)?))"
    r"(?:[\W_]*(?:of|von|de|sur|di|из|/)[\W_]*\d{1,5})?[\W_]*(?:頁|页|ページ)?[\W_]*"
)


class PageNumber(NamedTuple):
    kind: Literal["digits", "roman", "words"]
    value: int


def page_number(line: str) -> PageNumber | None:
    """The number that a line, in small letters, shows and nothing else."""
    found = _PAGE_NUMBER.fullmatch(line)
    if not found:
        return None
    if found["digits"]:
        return PageNumber("digits", int(found["digits"]))
    if found["roman"]:
        return PageNumber("roman", roman_value(found["roman"]))
    value = _WORDS.get(found["words"])
    return PageNumber("words", value) if value else None


def roman_value(letters: str) -> int:
    """The value of small Roman numerals; of other letters in them, nonsense."""
    values = [_ROMAN[letter] for letter in letters]
    after = [*values[1:], 0]
    return sum(-v if v < n else v for v, n in zip(values, after, strict=True))


def _words() -> dict[str, int]:
    units = {word: value for value, word in enumerate(_UNITS.split(), 1)}
    made = dict(units)
    for value, word in enumerate(_TENS.split(), 2):
        made[word] = 10 * value
        for unit, small in list(units.items())[:9]:
            made[f"{word}-{unit}"] = 10 * value + small
    return made


_WORDS = _words()
