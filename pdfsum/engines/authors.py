"""Who wrote a document: names of people, or nobody rather than a program."""

import re
from collections.abc import Iterator, Sequence

from pdfsum.engines.fact import Fact
from pdfsum.engines.labels import is_body
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

_MOST = 30
_WORDS = re.compile(r"[^\W_]+")
_TITLE_PAGE = 600
# "Hanna M. Wallach", "Jean-Pierre O'Neil", "Ludwig van Beethoven", "J.R.R. Tolkien".
_PARTICLES = (
    r"(?:van|von|der|den|de|del|della|di|da|dos|du|la|le|el|al|bin|ibn|ten|ter|zu)"
)
_PART = r"(?:[^\W\d_a-z][^\W\d_]*(?:['’\-][^\W\d_]+)*\.?|(?:[A-Z]\.-?){1,3})"
_NAME = re.compile(rf"{_PART}(?: (?:{_PARTICLES}|{_PART})){{1,4}}")
_TITLES = re.compile(
    r"^(?:(?:prof|dr|mr|mrs|ms|dipl|ing|herr|frau)\b\.?[- ]?)+|"
    r",? (?:ph\.? ?d|m\.?d|md|mph|msc|m\.sc|bsc|jr|sr|esq)\b\.?",
    re.IGNORECASE,
)
_BY = re.compile(
    r"^(?:by|von|par|por|written by|authors?:|autor(?:en)?:|auteurs?:)\s+", re.I
)
# Marks of footnotes between the names of a paper, which part them as well.
_MARK = r"(?:\d{1,2}(?!\d)|[*∗†‡§¶#])"
_MARKS = re.compile(rf"(?<=[^\W\d_.])\s?{_MARK}(?:[\s,]?{_MARK})*")
_SEPARATORS = re.compile(
    r"\s*(?:[;,]\s*(?:and|und|et|y|&)\s|[;,]|\s(?:and|und|et|y|&)\s)\s*"
)
# What follows the names of a paper: where they work, or the paper itself.
_FOLLOWS = re.compile(
    r"@|\b(?:universit\w+|institut\w*|department|school|college|laborator\w+|labs?|"
    r"research|cent(?:er|re)|faculty|hochschule|abstract|zusammenfassung|r[ée]sum[ée]|"
    r"resumen|inc\.|ltd|gmbh|corporation|technologies|academy)\b",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(?:office|user|admin(?:istrator)?|owner|anonymous|unknown|microsoft|adobe|tex|"
    r"company|online|division|copyright|copy|scanner|team|group|department|editor|"
    r"abstract|introduction|press|journal|review|street|avenue|road|university|"
    r"institute|research|center|centre|report|manual|guide|version|proceedings)\b",
    re.IGNORECASE,
)


def find_authors(
    pdf: PdfFacts, pages: Sequence[PageText], title: Fact[str]
) -> Fact[str] | None:
    """Full names, separated by commas.

    Those under the title, if they include the metadata's; else the metadata's, if the
    first pages print them: the file's author is often whoever made the file.
    """
    stated = _stated(pdf.author)
    printed_words = {*_WORDS.findall(" ".join(page.text for page in pages).casefold())}
    if printed_words and not all(_ends(name) <= printed_words for name in stated):
        stated = []
    printed = _under_title(pages[0], title) if pages else []
    if printed and {_last(name) for name in stated} <= {*map(_last, printed)}:
        return Fact(", ".join(printed), "page", pages[0].number)
    return Fact(", ".join(stated), "metadata") if stated else None


def names_of(text: str) -> list[str]:
    """The people that a line names, if it names nobody and nothing else."""
    text = _BY.sub("", " ".join(text.split()))
    parts = [part.strip() for part in _SEPARATORS.split(_MARKS.sub(",", text))]
    names = [_TITLES.sub("", part).strip() for part in parts if part]
    return names if 0 < len(names) <= _MOST and all(map(_is_name, names)) else []


def _is_name(text: str) -> bool:
    if not _NAME.fullmatch(text) or _NO_PERSON.search(text) or is_body(text):
        return False
    # Capitals alone are a heading, or the name of a company.
    return not text.isupper() and len(text) <= 50


def _stated(author: str) -> list[str]:
    """Names in the metadata; "Holmes, Jon" is one of them."""
    parts = [part.strip() for part in author.split(",")]
    if ";" not in author and len(parts) == 2 and all(" " not in p for p in parts):
        author = f"{parts[1]} {parts[0]}"
    return names_of(author)


def _ends(name: str) -> set[str]:
    """First and last name: many a company is called like somebody."""
    words = _WORDS.findall(name.casefold())
    return {words[0], words[-1]}


def _last(name: str) -> str:
    return name.split()[-1].casefold()


def _under_title(page: PageText, title: Fact[str]) -> list[str]:
    """Names in the lines that follow the title on the first page."""
    lines = list(_lines_after(page.text, title.value))
    is_title_page = len(page.text) <= _TITLE_PAGE
    # A subtitle may stand between.
    for index, line in enumerate(lines[:2]):
        if names := names_of(line):
            following = lines[index + 1] if index + 1 < len(lines) else ""
            is_end = is_title_page and not following
            if is_end or _BY.match(line) or _FOLLOWS.search(following):
                return names
    return []


def _lines_after(text: str, title: str) -> Iterator[str]:
    """Lines below the title, those that begin with a comma joined to the one above."""
    position = _end_of(title, text)
    if position is None:
        return
    rest = re.sub(r"\s*\n\s*,", ",", text[position:])
    # Marks of a footnote set apart from the name they belong to.
    yield from (line.strip() for line in rest.splitlines() if len(line.strip()) > 2)


def _end_of(title: str, text: str) -> int | None:
    words = map(re.escape, title.split())
    found = re.search(r"\s+".join(words) + r"[*∗†‡\s]*?(?=\n|$)", text, re.IGNORECASE)
    return found.end() if found else None
