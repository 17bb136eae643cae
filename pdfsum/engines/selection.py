"""Which sentences make the summary: relevance, place, and not the same thing twice."""

import re
from collections import Counter

import numpy as np

from pdfsum.engines.embedder import Vectors
from pdfsum.engines.statements import Statement

# Set by eye on 18 documents of many kinds, and by ROUGE-1/2 on 8 papers with summaries
# by people: 55/36, where the first 150 words have 53/37. Other figures may suit others.
_TOPIC = 0.08
_LEAD = 0.40
_ABSTRACT = 0.70
_FIGURE = 0.05
_DANGLING = 0.35
_PRONOUN = 0.15
_SECTION = 0.03
# Items of lists and labelled lines ("AGENCY: ...") lean on what is around them.
_ITEM = 0.25
_FOCUS = 0.7
# How much relevance counts against newness.
_RELEVANCE = 0.65
# Sentences below this share of the best score are left out.
_WORTH = 0.4
# The part of a document that its author opens with.
_OPENING = 0.05
# A summary of a short text is shorter than the text.
_SHARE = 0.4
_FEWEST_WORDS = 40

_DANGLING_OPENING = re.compile(
    r"(?:however|moreover|furthermore|therefore|thus|hence|also|but|and|or|so|yet|then|"
    r"finally|second|secondly|third|thirdly|next|instead|otherwise|similarly|likewise|"
    r"consequently|because|"
    r"nevertheless|nonetheless|in addition|in contrast|in this case|"
    r"in that case|for example|for instance|as a result|on the other hand|accordingly|"
    r"this|these|that|those|such|it|its|they|their|he|she|his|her|here|there|as shown|"
    r"as mentioned|see|note that|"
    r"jedoch|außerdem|daher|deshalb|dies\w*|es|sie|er|auch|aber|und|dabei|hierbei|"
    r"cependant|toutefois|donc|ainsi|mais|il|elle|ils|cette?|ces|sin embargo|además|"
    r"pero|este|esta|estos)\b",
    re.IGNORECASE,
)
_PRONOUNS = frozenset(
    [
        "it",
        "its",
        "they",
        "them",
        "their",
        "he",
        "him",
        "his",
        "she",
        "her",
        "this",
        "these",
        "those",
        "we",
        "our",
        "you",
        "your",
        "i",
        "es",
        "sie",
        "er",
        "ihr",
        "dies",
        "diese",
        "dieser",
        "il",
        "elle",
        "ils",
        "elles",
    ]
)
_POINTER = re.compile(
    r"\((?:see|cf\.)|\brefer to\b|\b(?:above|below|following|figure|table) ?\d*[:.]?$",
    re.IGNORECASE,
)
_ITEM_OPENING = re.compile(
    r"\W*[\u2022\u25aa\u25cf\u25e6*\u2013-]|\(?\w{1,3}[.)] |[A-Z][A-Z /&]{3,}:"
)
_HAS_FIGURE = re.compile(r"\d")


def choose(
    statements: list[Statement],
    vectors: Vectors,
    *,
    max_words: int,
    focus: np.ndarray | None = None,
) -> list[Statement]:
    """The best within the words, in the order of the document.

    `vectors` are unit rows, one for each statement; `focus` is a unit vector.
    """
    words = np.array([statement.words for statement in statements])
    room = min(max_words, max(_FEWEST_WORDS, round(_SHARE * int(words.sum()))))
    scores = _scores(statements, vectors, focus)
    nearest = np.zeros(len(statements))
    taken: Counter[int] = Counter()
    free = np.ones(len(statements), dtype=bool)
    chosen: list[int] = []
    # The room that is left is no reason to take a poor sentence.
    free &= scores >= _WORTH * scores.max()
    while True:
        fits = free & (words <= room)
        if not fits.any():
            break
        crowding = np.array([taken[statement.section] for statement in statements])
        value = _RELEVANCE * scores - (1 - _RELEVANCE) * nearest - _SECTION * crowding
        best = int(np.argmax(np.where(fits, value, -np.inf)))
        chosen.append(best)
        free[best] = False
        room -= int(words[best])
        taken[statements[best].section] += 1
        nearest = np.maximum(nearest, vectors @ vectors[best])
    if not chosen:
        chosen = [int(np.argmin(words))]
    return [statements[index] for index in sorted(chosen)]


def _scores(
    statements: list[Statement], vectors: Vectors, focus: np.ndarray | None
) -> np.ndarray:
    relevance = _scaled(vectors @ vectors.mean(axis=0))
    if focus is not None:
        relevance = (1 - _FOCUS) * relevance + _FOCUS * _scaled(vectors @ focus)
    manner = np.array([_manner(statement) for statement in statements])
    scores: np.ndarray = relevance + manner
    return scores


def _manner(statement: Statement) -> float:
    """What speaks for a sentence, or against it, whatever it is about."""
    first_words = statement.text.casefold().split()[:5]
    score = _TOPIC * statement.leads
    score += _LEAD * max(0.0, 1 - statement.position / _OPENING)
    score += _ABSTRACT * statement.sums_up
    score += _FIGURE * bool(_HAS_FIGURE.search(statement.text))
    score -= _DANGLING * bool(_DANGLING_OPENING.match(statement.text))
    score -= _PRONOUN * any(word.strip(",.;") in _PRONOUNS for word in first_words)
    score -= _ITEM * bool(_ITEM_OPENING.match(statement.text))
    score -= _DANGLING * bool(_POINTER.search(statement.text))
    return score


def _scaled(values: np.ndarray) -> np.ndarray:
    """From 0 for the least to 1 for the greatest."""
    low, high = values.min(), values.max()
    scaled: np.ndarray = (values - low) / max(high - low, 1e-9)
    return scaled
