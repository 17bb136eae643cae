"""Phrases of one to three words that a document keeps coming back to."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from pdfsum.engines.words import is_wide, stop_words

_MOST_WORDS = 3
# A phrase that mostly stands in one longer phrase is a piece of it.
_ALWAYS_INSIDE = 0.8
# Telling words a text has at least; a page of OCR scraps has fewer.
_FEWEST_WORDS = 12
# Anything else between two words parts phrases.
_TOKEN = re.compile(r"[^\W_]+(?:['\u2019\u2010-][^\W_]+)*|[^\w\s]|\n")
_SENTENCE_END = frozenset(".!?:\n\u2022\u3002\uff01\uff1f")
_VERBISH = re.compile(r"[a-z]+(?:ing|ed|ly|ize|ise)$")
_DIGIT = re.compile(r"\d")
_POSSESSIVE = re.compile(r"['\u2019]s\b")
_PLACE = re.compile(
    r"(?:page|pages|figure|figures|fig|table|tables|section|chapter|appendix|part|item|note|"
    r"exhibit|vol|volume|seite|abbildung|tabelle|kapitel|january|february|march|april|may|"
    r"june|july|august|september|october|november|december|monday|tuesday|wednesday|thursday|"
    r"friday|saturday|sunday|inc|ltd|corp|llc|et|al|http|https|www|com|pdf|html|org|doi|"
    r"january|januar|februar|märz|mai|juni|juli|oktober|dezember)$"
)
_WIDE_RUN = re.compile(r"[\u30a0-\u30ff\u3400-\u9fff]{2,}")
# Signs that only join words, which a tag does not begin, hold or end with.
_WIDE_STOPS = frozenset("的了是在和与及也都而就不有这那个为以对")


@dataclass(frozen=True, slots=True)
class Candidate:
    """`text` as to be shown; `stems` tell whether two are the same."""

    text: str
    stems: tuple[str, ...]
    score: float

    def shares_words(self, other: "Candidate") -> bool:
        """Whether one says what the other says, or most of it."""
        mine, theirs = set(self.stems), set(other.stems)
        common = len(mine & theirs)
        return common == min(len(mine), len(theirs)) or common >= 2


@dataclass(slots=True)
class _Phrase:
    count: int = 0
    first: int = 0
    pages: int = 0
    last_page: int = -1


def find_candidates(title: str, texts: list[str], language: str) -> list[Candidate]:
    """Best first, by how often, how early and how widely each stands in the texts."""
    if is_wide(" ".join(text[:500] for text in texts[:5])):
        return _wide_candidates(texts)
    stops = stop_words(language)
    phrases: dict[tuple[str, ...], _Phrase] = defaultdict(_Phrase)
    spellings: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    position = 0
    for number, text in enumerate([title, *texts]):
        for run in _runs(text, stops):
            position += len(run)
            for words in _grams(run):
                _note(phrases, spellings, words, number, position)
    fewest = 2 if position > 300 else 1
    kept = {stems: one for stems, one in phrases.items() if one.count >= fewest}
    titled = {stem(word.casefold()) for word, _ in _words(title)}
    if position < _FEWEST_WORDS:
        return []
    scored = [
        Candidate(_spelling(spellings[stems]), stems, score)
        for stems, score in _scores(kept, titled, position).items()
    ]
    return sorted(scored, key=lambda one: (-one.score, one.text))


def stem(word: str) -> str:
    """Singular and plural as one, crudely: for comparing, never for showing."""
    for ending, other in (("ies", "y"), ("sses", "ss"), ("xes", "x"), ("ches", "ch")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            return word[: -len(ending)] + other
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        return word[:-1]
    return word


Word = tuple[str, bool]


def _words(text: str) -> Iterator[Word]:
    """Words and signs; and whether each opens a sentence, where case says nothing."""
    opens = True
    for match in _TOKEN.finditer(_POSSESSIVE.sub(" ,", text)):
        token = match.group()
        yield token, opens
        if token[0].isalnum():
            opens = False
        elif token in _SENTENCE_END:
            opens = True


def _runs(text: str, stops: frozenset[str]) -> Iterator[list[Word]]:
    """Stretches of telling words, between signs, stop words and numbers."""
    run: list[Word] = []
    for token, opens in _words(text):
        if _tells(token, stops):
            run.append((token, opens))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _tells(token: str, stops: frozenset[str]) -> bool:
    folded = token.casefold()
    if len(token) < 2 or folded in stops or _PLACE.match(folded):
        return False
    if not any(map(str.isalpha, token)) or token[0].isdigit():
        return False
    return len(token) > 2 or token.isupper()


def _grams(run: list[Word]) -> Iterator[list[Word]]:
    # One word more than a tag may have: what is only ever a part of that is no tag.
    for length in range(1, _MOST_WORDS + 2):
        for start in range(len(run) - length + 1):
            yield run[start : start + length]


def _note(
    phrases: dict[tuple[str, ...], _Phrase],
    spellings: dict[tuple[str, ...], Counter[str]],
    words: list[Word],
    page: int,
    position: int,
) -> None:
    stems = tuple(stem(word.casefold()) for word, _ in words)
    phrase = phrases[stems]
    if not phrase.count:
        phrase.first = position
    phrase.count += 1
    if phrase.last_page != page:
        phrase.pages += 1
        phrase.last_page = page
    # At the head of a sentence a capital says nothing, so such a spelling counts less.
    shown = " ".join(word for word, _ in words)
    spellings[stems][shown] += 1 if words[0][1] else 10


def _scores(
    phrases: dict[tuple[str, ...], _Phrase], titled: set[str], length: int
) -> dict[tuple[str, ...], float]:
    """Like the C-value of term extraction: what stands mostly in longer terms loses."""
    inside: Counter[tuple[str, ...]] = Counter()
    for stems, phrase in phrases.items():
        for size in range(1, len(stems)):
            for start in range(len(stems) - size + 1):
                part = stems[start : start + size]
                inside[part] = max(inside[part], phrase.count)
    scores = {}
    for stems, phrase in phrases.items():
        alone = phrase.count - 0.7 * inside[stems]
        if len(stems) > _MOST_WORDS or len(set(stems)) < len(stems):
            continue
        if inside[stems] > _ALWAYS_INSIDE * phrase.count:
            continue
        score = math.log2(1 + alone) * (1 + 0.35 * (len(stems) - 1))
        score *= 1 + 0.25 * math.log2(phrase.pages)
        score *= 1.3 - 0.3 * phrase.first / max(1, length)
        score *= 1 + 0.4 * sum(part in titled for part in stems) / len(stems)
        if len(stems) == 1 and _VERBISH.match(stems[0]):
            score *= 0.4
        scores[stems] = score
    return scores


def _spelling(spellings: Counter[str]) -> str:
    """The usual one; small unless it is a name, a German noun or an abbreviation."""
    usual = spellings.most_common(1)[0][0]
    if usual.isupper():
        # Headings in capitals do not make a name of a word.
        for shown, count in spellings.items():
            if not shown.isupper() and count > 0.2 * spellings[usual]:
                usual = shown
    total = spellings.total()
    small = sum(count for shown, count in spellings.items() if shown[0].islower())
    words = []
    for word in usual.split():
        if word.isupper() and len(word) > 6 and not _DIGIT.search(word):
            words.append(word.capitalize())
        elif not word[1:].islower():
            # An abbreviation, or a name like "DeepMind".
            words.append(word)
        else:
            words.append(word.lower() if small * 3 > total else word)
    return " ".join(words)


def _wide_candidates(texts: list[str]) -> list[Candidate]:
    """Runs of two to four characters that come back, for scripts without blanks."""
    counts: Counter[str] = Counter()
    for text in texts:
        for run in _WIDE_RUN.findall(text):
            for size in range(2, 5):
                for start in range(len(run) - size + 1):
                    gram = run[start : start + size]
                    if not _WIDE_STOPS & set(gram):
                        counts[gram] += 1
    kept = {gram: count for gram, count in counts.items() if count > 1}
    for gram, count in list(kept.items()):
        for part in {gram[:-1], gram[1:]} if len(gram) > 2 else ():
            if kept.get(part, 0) <= count * 1.2:
                kept.pop(part, None)
    scored = [
        Candidate(gram, tuple(gram), math.log2(1 + count) * len(gram) ** 0.5)
        for gram, count in kept.items()
    ]
    return sorted(scored, key=lambda one: (-one.score, one.text))
