"""Sentences of a text as spans: sentencex, less the breaks it makes too early."""

import re
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

# An empty line ends a sentence. So does the end of a table row: a newline, unless a
# small letter goes on after it.
_BREAK = re.compile(r"\n\s*\n|\n(?!\s*[a-z\u00df-\u00ff])")
_SPOKEN = re.compile(r"\S(?:.*\S)?", re.DOTALL)
# Abbreviations after which a small letter, a digit or a bracket goes on.
_ABBREVIATION = re.compile(
    r"(?:^|[\s(\[\u201e\"'])(?:abb|abs|al|approx|art|bzw|ca|cap|cf|ch|chap|circa|col|"
    r"dept|ed|eds|eq|eqs|est|etc|evtl|ff|fig|figs|ggf|incl|inkl|max|min|mio|mrd|no|nos|"
    r"nr|op|p|pp|para|pt|ref|refs|resp|s|sec|sect|sog|st|tab|tel|usw|vgl|viz|vol|vols|vs|z)"
    r"\.$",
    re.IGNORECASE,
)
# Abbreviations after which the sentence goes on whatever follows: "Fig. A", "Vgl. Abb."
_TITLE = re.compile(
    r"(?:^|[\s(\[])(?:Abb|Abs|Art|Capt|Col|Dr|Eq|Eqs|Fig|Figs|Gen|Hon|Lt|Mr|Mrs|Ms|No|Nos|"
    r"Nr|Prof|Rep|Rev|Sec|Sect|Sen|Sgt|St|Tab|Vgl|Vol|cf|d\.\s?h|e\.g|i\.e|pp|u\.\s?a|vgl|"
    r"vs|z\.\s?B)\.$"
)
_LIST_NUMBER = re.compile(r"\(?(?:\d{1,3}|[A-Za-z]|[IVXivx]{1,5})[.)]")
_ORDINAL = re.compile(r"(?:^|\s)\d{1,2}\.$")
_MONTH = re.compile(
    r"(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez|Jahrhundert)",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[a-z\u00df-\u00f6\u00f8-\u00ff,;]")
_NUMBER_OR_BRACKET = re.compile(r"[\d(\[]")


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Spans [start, end) of the sentences, without blanks at their ends, in order.

    None crosses an empty line. Headings, rows and list items are sentences too.
    About 3 MB/s.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        spans.extend(_sentences(text, start, match.start()))
        start = match.end()
    spans.extend(_sentences(text, start, len(text)))
    return spans


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Of one paragraph."""
    pending: tuple[int, int] | None = None
    for boundary in get_sentence_boundaries("en", text[start:end]):
        found = _SPOKEN.search(
            text, start + boundary["start_index"], start + boundary["end_index"]
        )
        if not found:
            continue
        low, high = found.span()
        if pending and _is_one(text, pending, low):
            pending = (pending[0], high)
            continue
        if pending:
            yield pending
        pending = (low, high)
    if pending:
        yield pending


def _is_one(text: str, left: tuple[int, int], right: int) -> bool:
    """Whether what starts at `right` belongs to the sentence before it."""
    ending = text[max(left[0], left[1] - 16) : left[1]]
    if _TITLE.search(ending):
        return True
    if left[1] - left[0] < 8 and _LIST_NUMBER.fullmatch(text, *left):
        return True
    if ending.endswith("."):
        if _GOES_ON.match(text, right):
            return True
        if _NUMBER_OR_BRACKET.match(text, right) and _ABBREVIATION.search(ending):
            return True
    return bool(_ORDINAL.search(ending) and _MONTH.match(text, right))
