"""Ranking: by words, by meaning, and both fused. Every query starts at one user."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, TextChoices, When

from library.models import Document, Passage, Tag
from library.models.passages import PassageQuerySet
from library.vectors import library_embedder
from pdfsum.accounts.models import User
from search.hits import Hit, load_hits
from search.nearest import nearest
from search.paging import decode_offset, encode_offset
from search.words import WordQuery


class Mode(TextChoices):
    """What makes a passage a hit."""

    HYBRID = "hybrid", "Meaning and words"
    SEMANTIC = "semantic", "Meaning"
    KEYWORD = "keyword", "Words"


# How many passages each ranking puts forward.
DEPTH = 100
# Reciprocal rank fusion: score = sum of 1 / (K + rank), with the K of
# Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion", SIGIR 2009.
K = 60
# Longer questions are cut: the embedder reads 256 tokens, a person types fewer.
LONGEST_QUERY = 1000


@dataclass(frozen=True)
class Scope:
    """Which passages are searched; everything one may see where nothing is named."""

    library: UUID | None = None
    document: UUID | None = None
    tag: str | None = None
    folder: UUID | None = None

    def of(self, user: User) -> PassageQuerySet:
        passages = Passage.objects.visible_to(user)
        if self.library:
            passages = passages.filter(library=self.library)
        if self.document:
            passages = passages.filter(document=self.document)
        if self.folder:
            passages = passages.filter(document__folder=self.folder)
        if self.tag:
            tags = Tag.objects.visible_to(user).filter(slug=self.tag)
            passages = passages.filter(document__in=Document.objects.tagged(tags))
        return passages


EVERYTHING = Scope()


@dataclass(frozen=True)
class SearchResults:
    """One page of hits, best first. `total_documents` counts those ranked at all."""

    query: str
    mode: Mode
    took_ms: float
    total_documents: int
    results: list[Hit]
    next_cursor: str | None


def search(
    *,
    user: User,
    text: str,
    mode: Mode = Mode.HYBRID,
    limit: int = 10,
    cursor: str | None = None,
    scope: Scope = EVERYTHING,
) -> SearchResults:
    """Passages that `user` may see, best first. Four to six queries."""
    start = time.perf_counter()
    text = " ".join(text.replace("\0", " ").split())[:LONGEST_QUERY]
    offset = decode_offset(cursor)
    query = WordQuery.of(user, text)
    ranked = _rank(scope.of(user), query, mode) if query.text else {}
    best = sorted(ranked, key=lambda pk: (-ranked[pk], pk))
    wanted = best[offset : offset + limit]
    more = len(best) > offset + limit
    return SearchResults(
        query=text,
        mode=mode,
        took_ms=round((time.perf_counter() - start) * 1000, 1),
        total_documents=_count_documents(best),
        results=load_hits(wanted, scores=ranked, query=query.any or query.every),
        next_cursor=encode_offset(offset + limit) if more else None,
    )


def _rank(passages: PassageQuerySet, query: WordQuery, mode: Mode) -> dict[int, float]:
    """Score by passage id, higher is better."""
    rankings: list[Sequence[int]] = []
    if query.without:
        passages = passages.exclude(search=query.without)
    if mode != Mode.SEMANTIC:
        rankings.append(_by_words(passages, query))
    if mode != Mode.KEYWORD:
        asked = passages.filter(search=query.every) if query.quoted else passages
        rankings.append(_by_meaning(asked, query.text))
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, pk in enumerate(ranking, start=1):
            scores[pk] = scores.get(pk, 0.0) + 1 / (K + rank)
    return scores


def _by_words(passages: PassageQuerySet, query: WordQuery) -> list[int]:
    """Those with the very phrase first, then those with all words, else with some.

    A question rarely finds a passage with all its words; the best hold the most.
    """
    return _matches(passages, query.every, query.phrase) or (
        _matches(passages, query.any, query.phrase) if query.any else []
    )


def _matches(
    passages: PassageQuerySet, query: SearchQuery, phrase: SearchQuery
) -> list[int]:
    found = passages.filter(search=query).annotate(
        exact=Case(When(search=phrase, then=1), default=0),
        rank=SearchRank(F("search"), query, cover_density=True),
    )
    ordered = found.order_by("-exact", "-rank", "pk")
    return list(ordered.values_list("pk", flat=True)[:DEPTH])


def _by_meaning(passages: PassageQuerySet, text: str) -> list[int]:
    vector = library_embedder().embed([text])[0]
    return [pk for pk, _ in nearest(passages, vector, DEPTH)]


def _count_documents(passage_ids: Sequence[int]) -> int:
    found = Passage.objects.filter(pk__in=passage_ids)
    return found.values("document_id").distinct().count()
