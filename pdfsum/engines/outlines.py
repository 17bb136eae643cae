"""The PDF's own table of contents: made safe, and found again on its pages."""

import re
from collections.abc import Sequence
from dataclasses import replace

from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import OutlineEntry

# A book of 5,000 pages has about so many; more are no way to find one.
_MOST_ENTRIES = 1000
_LONGEST = 200
_DEEPEST = 6
# Scanning programs list the pages, others the files they were made of.
_SAYS_NOTHING = re.compile(r"(?:page|seite|p[áa]gina|slide|folie)?[\s.]*\d+", re.I)
# "2", "2.1.", "A.", "IV.", "Chapter 3:", "§ 12".
_NUMBERING = re.compile(
    r"^\s*(?:(?:chapter|section|part|kapitel|abschnitt|teil|chapitre|cap[íi]tulo)\s+)?"
    r"§?\s*(?:\d+(?:\.\d+)*|[A-Z](?=[.)])|[IVXLC]+(?=[.)]))[.):]?\s+",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 2

Span = tuple[int, int]


def contents(outline: Sequence[OutlineEntry], *, page_count: int) -> list[OutlineEntry]:
    """The entries worth showing; none if they only count pages.

    Titles in one line, pages within the document, levels from 1 without gaps: what a
    hostile or careless file claims is not believed.
    """
    kept: list[OutlineEntry] = []
    for entry in outline[: 10 * _MOST_ENTRIES]:
        title = " ".join(entry.title.split())[:_LONGEST]
        if not title or not entry.page or not 1 <= entry.page <= page_count:
            continue
        deepest = min(kept[-1].level + 1, _DEEPEST) if kept else 1
        level = min(max(entry.level, 1), deepest)
        kept.append(OutlineEntry(level, title, entry.page))
    if all(_SAYS_NOTHING.fullmatch(entry.title) for entry in kept):
        return []
    return kept[:_MOST_ENTRIES]


def outline_headings(page: PageText, titles: Sequence[str]) -> PageText:
    """The page with those of its lines as headings that the outline names.

    `titles` are the entries that point to this page. Case, blanks, hyphens and
    numbering may differ; a title amid a paragraph is left alone.
    """
    lines = _lines(page.text)
    found = [span for title in titles if (span := _find(title, page.text, lines))]
    if not found:
        return page
    spans = [
        heading
        for heading in page.headings
        if not any(heading[0] < end and start < heading[1] for start, end in found)
    ]
    return replace(page, headings=tuple(sorted({*spans, *found})))


def _lines(text: str) -> list[Span]:
    return [match.span() for match in re.finditer(r"[^\n]+", text)]


def _find(title: str, text: str, lines: Sequence[Span]) -> Span | None:
    """The first line, or lines that follow each other, with the letters of a title."""
    wanted = _letters(title)
    if len(wanted) < _FEWEST_LETTERS:
        return None
    for index, (start, _) in enumerate(lines):
        read = ""
        for _, end in lines[index : index + 4]:
            read = _letters(text[start:end])
            if read == wanted:
                return start, end
            if not wanted.startswith(read):
                break
    return None


def _letters(text: str) -> str:
    """Letters and digits alone, in lower case and without numbering."""
    words = _NUMBERING.sub("", text, count=1) or text
    return "".join(filter(str.isalnum, words.casefold()))
