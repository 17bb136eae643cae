"""Tags from the document's own words: frequent phrases near what it is about."""

from collections.abc import Sequence

import numpy as np

from pdfsum.engines.candidates import Candidate, find_candidates
from pdfsum.engines.embedder import Embedder, Vectors
from pdfsum.engines.language import detect_language
from pdfsum.engines.running_lines import running_spans
from pdfsum.engines.summary import PageSource

_LONGEST = 40
_RERANKED = 60
# Texts from all over the document whose mean is what it is about.
_PROBES = 16
_PROBE_LENGTH = 400
# Frequency against meaning, and both against newness.
_MEANING = 0.55
_RELEVANCE = 0.75
# Two phrases nearer than this say the same.
_SAME = 0.82


def key_phrases(
    title: str, pages: Sequence[PageSource], embedder: Embedder, *, limit: int = 8
) -> list[str]:
    """At most `limit`, best first; fewer or none where the text has no more to say."""
    texts = _bodies(pages)
    sample = " ".join(text[:2000] for text in texts[:10])
    candidates = find_candidates(title, texts, detect_language(sample))
    candidates = [one for one in candidates if len(one.text) <= _LONGEST][:_RERANKED]
    if not candidates:
        return []
    phrases = [candidate.text for candidate in candidates]
    probes = _probes(title, texts)
    vectors = embedder.embed([*phrases, *probes])
    heart = vectors[len(phrases) :].mean(axis=0)
    return _spread(candidates, vectors[: len(phrases)], heart, limit)


def _bodies(pages: Sequence[PageSource]) -> list[str]:
    """The pages' texts without what runs along with them."""
    running = running_spans(pages)
    texts = []
    for page in pages:
        text = page.text
        for start, end in reversed(running.get(page.number, [])):
            text = text[:start] + text[end:]
        if text.strip():
            texts.append(text)
    return texts


def _probes(title: str, texts: list[str]) -> list[str]:
    step = max(1, len(texts) / _PROBES)
    places = [int(index * step) for index in range(min(_PROBES, len(texts)))]
    found = [texts[place][:_PROBE_LENGTH] for place in places]
    return [title, *found] if title else found


def _spread(
    candidates: list[Candidate], vectors: Vectors, heart: np.ndarray, limit: int
) -> list[str]:
    """The best, each unlike those before it."""
    frequency = _scaled(np.array([candidate.score for candidate in candidates]))
    scores = _MEANING * _scaled(vectors @ heart) + (1 - _MEANING) * frequency
    nearest = np.zeros(len(candidates))
    free = np.ones(len(candidates), dtype=bool)
    chosen: list[Candidate] = []
    while len(chosen) < limit and free.any():
        value = _RELEVANCE * scores - (1 - _RELEVANCE) * nearest
        best = int(np.argmax(np.where(free, value, -np.inf)))
        free[best] = False
        if nearest[best] > _SAME or any(
            candidates[best].shares_words(other) for other in chosen
        ):
            continue
        chosen.append(candidates[best])
        nearest = np.maximum(nearest, vectors @ vectors[best])
    return [candidate.text for candidate in chosen]


def _scaled(values: np.ndarray) -> np.ndarray:
    low, high = values.min(), values.max()
    scaled: np.ndarray = (values - low) / max(high - low, 1e-9)
    return scaled
