"""Dates as English, German, French and Spanish texts print them, and ISO dates.

The library dateparser was tried: it takes any "15(d)" or "39-19512" of a page for a
date, needs 0.03 to 0.4 s a page, and 15 MB.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

_NAMES = [
    "january|januar|jänner|janvier|enero|jan",
    "february|februar|feber|février|febrero|feb|févr?",
    "march|märz|maerz|mars|marzo|mar|mär",
    "april|avril|abril|apr|avr|abr",
    "may|mai|mayo",
    "june|juni|juin|junio|jun",
    "july|juli|juillet|julio|jul|juil",
    "august|août|aout|agosto|aug",
    "september|septembre|septiembre|setiembre|sept|sep",
    "october|oktober|octobre|octubre|oct|okt",
    "november|novembre|noviembre|nov",
    "december|dezember|décembre|diciembre|dec|dez|déc|dic",
]
_MONTHS = {
    name: number
    for number, names in enumerate(_NAMES, start=1)
    for name in names.replace("févr?", "fév|févr").split("|")
}
_MONTH = rf"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>1[89]\d\d|20\d\d)"
_DAY = r"(?P<day>\d{1,2})"
_EDGES = r"(?<![\w./-]){}(?![\w/]|[.-]\d)"
_FORMATS = [
    # 2021-03-09; 9.3.2021, which only day-first countries write; 9/3/2021.
    rf"{_YEAR}-(?P<number>\d\d)-{_DAY}",
    rf"{_DAY}\.\s?(?P<number>\d{{1,2}})\.\s?{_YEAR}",
    rf"(?P<first>\d{{1,2}})/(?P<second>\d{{1,2}})/{_YEAR}",
    # March 9, 2021; March 9-11, 2021; 9 March 2021; 9. März 2021; 1er mars 2021; 9 de
    # marzo de 2021.
    rf"{_MONTH}\s+{_DAY}(?:st|nd|rd|th)?(?:\s?[-–]\s?\d{{1,2}})?,?\s+{_YEAR}",
    rf"{_DAY}(?:\.|st|nd|rd|th|er|º)?(?:\s?[-–]\s?\d{{1,2}}\.?)?"
    rf"(?:\s+(?:de\s+|of\s+)?|-){_MONTH}(?:,?\s+(?:del?\s+)?|-){_YEAR}",
    # March 2021, marzo de 2021.
    rf"{_MONTH},?\s+(?:del?\s+)?{_YEAR}",
]
_DATE = [re.compile(_EDGES.format(form), re.IGNORECASE) for form in _FORMATS]


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date at [start, end) of a text; of a month alone, its first day."""

    start: int
    end: int
    value: date
    precision: Literal["day", "month"]


def printed_dates(text: str) -> Iterator[PrintedDate]:
    """Every date of a text that can be read in one way only, in its order.

    Of a range of days within a month, the first.
    """
    taken: list[tuple[int, int]] = []
    found: list[PrintedDate] = []
    for pattern in _DATE:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < last and first < end for first, last in taken):
                continue
            taken.append((start, end))
            groups = match.groupdict()
            if value := _value(groups):
                precision = _precision(groups)
                found.append(PrintedDate(start, end, value, precision))
    yield from sorted(found, key=lambda one: one.start)


def _precision(groups: dict[str, str | None]) -> Literal["day", "month"]:
    return "day" if groups.get("day") or groups.get("first") else "month"


def _value(groups: dict[str, str | None]) -> date | None:
    year = int(groups["year"] or 0)
    day = int(groups.get("day") or 1)
    if name := groups.get("month"):
        month = _MONTHS[name.lower()]
    elif number := groups.get("number"):
        month = int(number)
    else:
        first, second = int(groups["first"] or 0), int(groups["second"] or 0)
        # 3/9/2021 is March in one country and September in another.
        if first <= 12 and second <= 12 and first != second:
            return None
        day, month = max(first, second), min(first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None
