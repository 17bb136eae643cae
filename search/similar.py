"""Documents that are near in meaning to one document."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Avg

from library.models import Document, Embedding, Passage
from library.models.passages import DEFAULT_SPACE_ID
from pdfsum.accounts.models import User
from search.nearest import nearest

# Passages looked at: a long document near by takes up many of them.
DEPTH = 200
# Of a longer document the first ones say what it is about: 77 MB of vectors, the
# book of 100,000 passages, would be read for nothing.
MOST_PASSAGES = 2000


@dataclass(frozen=True)
class SimilarDocument:
    """A document, and where its passage that is nearest stands."""

    document: Document
    score: float
    page: int
    text: str
    url: str


def similar_documents(
    user: User, document: Document, *, limit: int
) -> list[SimilarDocument]:
    """Nearest first, without itself; empty while it has no vectors. Five queries."""
    middle = _middle_of(document)
    if middle is None:
        return []
    others = Passage.objects.visible_to(user).exclude(document=document)
    distances = dict(nearest(others, middle, DEPTH))
    passages = Passage.objects.select_related("document").in_bulk(distances)
    found: dict[object, SimilarDocument] = {}
    for pk, distance in distances.items():
        if pk in passages and len(found) < limit:
            passage = passages[pk]
            found.setdefault(passage.document_id, _similar(passage, 1 - distance))
    return list(found.values())


def _middle_of(document: Document) -> list[float] | None:
    """The mean of the vectors of its passages, of its current reading."""
    vectors = Embedding.objects.filter(
        space=DEFAULT_SPACE_ID,
        passage__document=document,
        passage__text_version=document.current_text_id,
    )
    first = vectors.order_by("pk")[:MOST_PASSAGES]
    mean: list[float] | None = first.aggregate(mean=Avg("vector"))["mean"]
    return mean


def _similar(passage: Passage, score: float) -> SimilarDocument:
    document = passage.document
    query = urlencode(passage.anchor())
    return SimilarDocument(
        document=document,
        score=round(score, 4),
        page=passage.first_page,
        text=passage.text,
        url=f"{document.get_absolute_url()}?{query}#evidence",
    )
