"""What a PDF states of itself, made fit to be stored."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

# Of the standard (ISO 32000-2, 7.9.4); older files leave out "D:".
_DATE = re.compile(r"\s*(?:D:)?(\d{4})(\d\d)?(\d\d)?(?!\d{7})")
_LONGEST = 500


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """`level` from 1; `page` from 1, or None if the entry leads to none."""

    level: int
    title: str
    page: int | None


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """`title` and `author` as the file states them, cleaned; "" if it does not.

    `created` is the day in the time zone of the file.
    """

    page_count: int
    title: str = ""
    author: str = ""
    created: date | None = None
    outline: tuple[OutlineEntry, ...] = ()


def make_facts(page_count: int, stated: dict[str, Any]) -> PdfFacts:
    """From the reader's raw strings and [level, title, page] of the outline."""
    entries = (
        OutlineEntry(level, clean_fact(title), page)
        for level, title, page in stated["outline"]
    )
    return PdfFacts(
        page_count,
        clean_fact(stated["title"]),
        clean_fact(stated["author"]),
        parse_date(stated["created"]),
        tuple(entry for entry in entries if entry.title),
    )


def clean_fact(value: str) -> str:
    """A line of metadata without controls, lone surrogates and doubled blanks."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in value
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
    return unicodedata.normalize("NFC", re.sub(r" +", " ", kept).strip())[:_LONGEST]


def parse_date(value: str) -> date | None:
    """The day of a PDF's date; a missing month or day is the first."""
    found = _DATE.match(value)
    if not found:
        return None
    year, month, day = (int(part or 1) for part in found.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None
