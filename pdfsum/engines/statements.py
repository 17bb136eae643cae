"""The sentences of a document that could stand in its summary."""

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pdfsum.engines.running_lines import running_spans
from pdfsum.engines.sentences import split_sentences
from pdfsum.engines.summary import PageSource
from pdfsum.engines.words import count_words, is_wide

_FEWEST_WORDS = 6
_MOST_WORDS = 60
_FEWEST_LETTERS = 0.6
# Of each stretch of the document this many sentences are kept when it is long.
_PER_GROUP = 4
_WORD = re.compile(r"[^\W\d_]{3,}")
# Contents, captions, references, boilerplate at the foot of forms.
_NOT_PROSE = re.compile(
    r"\n|(?:\.\s?){4,}|\u2026{2,}|_{3,}|https?://\S{25,}|\bdoi:|\bISBN\b|\bISSN\b|"
    r"\u00a9|\(c\) \d{4}|"
    r"all rights reserved|indicate by check ?mark|by reference|"
    r"table of contents|\bVerDate\b|downloaded from|"
    r"^(?:figure|fig\.?|table|abbildung|tabelle|exhibit|source|note|keywords?)\s*[\d:.]",
    re.IGNORECASE,
)
_REFERENCE = re.compile(
    r"\b(?:pp?\. ?\d+|et al\.?,? \(?\d{4}|In Proc(?:eedings|\.)|arXiv)"
)
# A stop, closing marks, perhaps the number of a footnote; not the point of "226.1".
_CLOSING = "[\"'\u201d\u2019)\\]\u00bb\u300d]*"
_ENDS = re.compile(
    rf"[\u3002\uff01\uff1f\u061f\u06d4\u0964]{_CLOSING}$"
    rf"|[.!?\u2026]{_CLOSING}$|[^\W\d]{_CLOSING}[.!?]{_CLOSING}\d{{1,3}}$"
)
_REFERENCES = re.compile(
    r"\W*(?:\d+\.?\s*)?(?:references|bibliography|literature cited|works cited|"
    r"literatur(?:verzeichnis)?|quellen(?:verzeichnis)?|bibliographie|références|"
    r"referencias|bibliografía)\W*",
    re.IGNORECASE,
)


# Where authors sum up themselves.
_ABSTRACT = re.compile(
    r"\W*(?:\d+\.?\s*)?(?:abstract|(?:executive |management )?summary|key (?:points|"
    r"findings|messages)|highlights|zusammenfassung|kurzfassung|résumé|sommaire|resumen)\W*",
    re.IGNORECASE,
)
_ABSTRACT_WORDS = 350


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence [start, end) of a page, and where it stands in the document.

    `paragraph` and `section` count from 0 over the document; `leads` says that it opens
    its paragraph, `position` how far into the document it stands (0 to 1), `sums_up`
    that it stands in an abstract.
    """

    text: str
    page: int
    start: int
    end: int
    words: int
    paragraph: int
    section: int
    leads: bool
    position: float
    sums_up: bool


@dataclass(slots=True)
class _Place:
    """Where reading has come to. `summing_up` counts the words an abstract has left."""

    paragraph: int = 0
    section: int = 0
    in_references: bool = False
    summing_up: int = 0

    def pass_by(self, text: str, *, leads: bool, heads: bool) -> None:
        self.paragraph += leads
        if heads:
            self.section += 1
            self.in_references, self.summing_up = False, 0
        if _REFERENCES.fullmatch(text):
            self.in_references = True
        if _ABSTRACT.fullmatch(text):
            self.summing_up = _ABSTRACT_WORDS


def find_statements(pages: Sequence[PageSource]) -> list[Statement]:
    """Whole sentences of prose, in order; headings, rows and running lines left out."""
    running = running_spans(pages)
    total = max(1, sum(len(page.text) for page in pages))
    place, before = _Place(), 0
    found: dict[str, Statement] = {}
    for page in pages:
        left_out = [*running.get(page.number, ()), *page.headings]
        heads = {start for start, _ in page.headings}
        for start, end, leads in _placed_sentences(page.text):
            text = page.text[start:end]
            place.pass_by(text, leads=leads, heads=start in heads)
            inside = any(low < end and start < high for low, high in left_out)
            key = text.casefold()
            if place.in_references or inside or key in found or not is_prose(text):
                continue
            found[key] = Statement(
                text=text,
                page=page.number,
                start=start,
                end=end,
                words=count_words(text),
                paragraph=place.paragraph,
                section=place.section,
                leads=leads,
                position=(before + start) / total,
                sums_up=place.summing_up > 0,
            )
            place.summing_up -= found[key].words
        before += len(page.text)
    return list(found.values())


def _placed_sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    """Spans, and whether each opens a paragraph."""
    last_end = 0
    for start, end in split_sentences(text):
        yield start, end, not last_end or "\n" in text[last_end:start]
        last_end = end


def is_prose(text: str) -> bool:
    """Whether it reads as a whole sentence of running text."""
    words = count_words(text)
    if not _FEWEST_WORDS <= words <= _MOST_WORDS or text[0].islower():
        return False
    if not _ENDS.search(text) or _NOT_PROSE.search(text) or _REFERENCE.search(text):
        return False
    if is_wide(text):
        return True
    solid = text.replace(" ", "")
    return sum(map(str.isalpha, solid)) >= _FEWEST_LETTERS * len(solid)


def thin_out(statements: list[Statement], limit: int) -> list[Statement]:
    """At most `limit`, evenly over the document: those that share most of its words."""
    if len(statements) <= limit:
        return statements
    bags = [set(_WORD.findall(one.text.casefold())) for one in statements]
    frequency = Counter(word for bag in bags for word in bag)
    # Words on every page say as little as words on one: the weight peaks between.
    weight = {
        word: math.log(count) * math.log(len(statements) / count)
        for word, count in frequency.items()
    }
    scores = [
        sum(weight[word] for word in bag) / (8 + one.words) + 0.5 * one.leads
        for bag, one in zip(bags, statements, strict=True)
    ]
    groups = max(1, limit // _PER_GROUP)
    kept: list[int] = []
    for group in range(groups):
        low = group * len(statements) // groups
        high = (group + 1) * len(statements) // groups
        best = sorted(range(low, high), key=scores.__getitem__, reverse=True)
        kept.extend(sorted(best[:_PER_GROUP]))
    return [statements[index] for index in kept]
