from uuid import UUID

from ninja import Field, Schema

from search.hits import Hit
from search.queries import Mode
from search.similar import SimilarDocument


class HitDocument(Schema):
    """The document that a passage stands in."""

    id: UUID = Field(description="The document's id.")
    title: str = Field(description="The document's title.")


class HitOut(Schema):
    """One passage that answers the query, and where it stands."""

    document: HitDocument = Field(description="Where the passage stands.")
    passage_id: int = Field(description="Changes when the document is read anew.")
    page: int = Field(description="Where the passage begins.")
    page_end: int = Field(description="Where the passage ends.")
    score: float = Field(description="Fused rank; comparable within one answer only.")
    snippet_html: str = Field(description="Escaped text; matches in `<mark>`.")
    text: str = Field(description="The whole passage.")
    url: str = Field(description="Opens the document at the passage.")

    @staticmethod
    def resolve_passage_id(hit: Hit) -> int:
        return hit.passage.pk

    @staticmethod
    def resolve_url(hit: Hit, context: dict[str, object]) -> str:
        return str(context["request"].build_absolute_uri(hit.url))  # type: ignore[attr-defined]


class SearchOut(Schema):
    """One page of hits, best first."""

    query: str = Field(description="As it was understood: trimmed and cut.")
    mode: Mode = Field(description="As asked for.")
    took_ms: float = Field(description="Milliseconds that the search took.")
    total_documents: int = Field(description="Documents among the ranked passages.")
    next_cursor: str | None = Field(description="Null on the last page.")
    results: list[HitOut] = Field(description="The hits of this page.")


class SimilarDocumentOut(Schema):
    """A document, and its passage that is nearest."""

    document: HitDocument = Field(description="The document.")
    score: float = Field(description="Cosine similarity of that passage, at most 1.")
    page: int = Field(description="Where the passage begins.")
    text: str = Field(description="The whole passage.")
    url: str = Field(description="Opens the document at the passage.")

    @staticmethod
    def resolve_url(found: SimilarDocument, context: dict[str, object]) -> str:
        return str(context["request"].build_absolute_uri(found.url))  # type: ignore[attr-defined]


class SimilarOut(Schema):
    """Documents near in meaning, nearest first."""

    results: list[SimilarDocumentOut] = Field(description="The documents.")
