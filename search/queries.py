"""Ranking: by words, by meaning, and both fused. Every query starts at one user."""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connection, transaction
from django.db.models import F, TextChoices

from library.languages import FALLBACK, text_configuration
from library.models import Document, Passage
from library.models.passages import PassageQuerySet
from library.processing.lexemes import expand_cjk
from pdfsum.accounts.models import User
from pdfsum.engines.embedder import get_embedder
from search.hits import Hit, load_hits
from search.paging import decode_offset, encode_offset


class Mode(TextChoices):
    HYBRID = "hybrid", "Meaning and words"
    SEMANTIC = "semantic", "Meaning"
    KEYWORD = "keyword", "Words"


# How many passages each ranking puts forward.
DEPTH = 100
# Reciprocal rank fusion: score = sum of 1 / (K + rank), with the K of
# Cormack, Clarke and Buettcher, "Reciprocal Rank Fusion", SIGIR 2009.
K = 60
# Candidates that the HNSW index keeps while it walks; the design's starting value.
EF_SEARCH = 100
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
            passages = passages.filter(document__tags__slug=self.tag)
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
    query = word_query(user, text)
    ranked = _rank(scope.of(user), text, query, mode) if text else {}
    best = sorted(ranked, key=lambda pk: (-ranked[pk], pk))
    wanted = best[offset : offset + limit]
    more = len(best) > offset + limit
    return SearchResults(
        query=text,
        mode=mode,
        took_ms=round((time.perf_counter() - start) * 1000, 1),
        total_documents=_count_documents(best),
        results=load_hits(wanted, scores=ranked, query=query),
        next_cursor=encode_offset(offset + limit) if more else None,
    )


def word_query(user: User, text: str) -> SearchQuery:
    """The words of `text`, stemmed in every language of the user's documents."""
    languages = Document.objects.visible_to(user).languages()
    configurations = {FALLBACK} | {text_configuration(found) for found in languages}
    expanded = expand_cjk(text)
    queries = [
        SearchQuery(expanded, config=configuration, search_type="websearch")
        for configuration in sorted(configurations)
    ]
    return reduce(or_, queries)


def _rank(
    passages: PassageQuerySet, text: str, query: SearchQuery, mode: Mode
) -> dict[int, float]:
    """Score by passage id, higher is better."""
    rankings: list[Sequence[int]] = []
    if mode != Mode.SEMANTIC:
        rankings.append(_by_words(passages, query) or _by_any_word(passages, text))
    if mode != Mode.KEYWORD:
        rankings.append(_by_meaning(passages, text))
    scores: dict[int, float] = {}
    for ranking in rankings:
        for rank, pk in enumerate(ranking, start=1):
            scores[pk] = scores.get(pk, 0.0) + 1 / (K + rank)
    return scores


def _by_words(passages: PassageQuerySet, query: SearchQuery) -> list[int]:
    found = passages.filter(search=query).annotate(
        rank=SearchRank(F("search"), query, cover_density=True)
    )
    return list(found.order_by("-rank", "pk").values_list("pk", flat=True)[:DEPTH])


def _by_any_word(passages: PassageQuerySet, text: str) -> list[int]:
    """For questions: no passage holds all their words, the best hold the most."""
    words = re.findall(r"\w+", text)
    if len(words) < 2:
        return []
    either = SearchQuery(" | ".join(words), config="english", search_type="raw")
    return _by_words(passages, either)


def _by_meaning(passages: PassageQuerySet, text: str) -> list[int]:
    vector = get_embedder().embed([text])[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL hnsw.ef_search = {EF_SEARCH}")
        # A filter never starves the result: the index goes on where it lacks rows.
        cursor.execute("SET LOCAL hnsw.iterative_scan = 'strict_order'")
        nearest = passages.nearest(vector).values_list("pk", flat=True)
        return list(nearest[:DEPTH])


def _count_documents(passage_ids: Sequence[int]) -> int:
    found = Passage.objects.filter(pk__in=passage_ids)
    return found.values("document_id").distinct().count()
