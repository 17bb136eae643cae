from uuid import UUID

from ninja import Field, Schema

from search.hits import Hit
from search.queries import Mode


class HitDocument(Schema):
    id: UUID
    title: str


class HitOut(Schema):
    """One passage that answers the query, and where it stands."""

    document: HitDocument
    passage_id: int
    page: int = Field(description="Where the passage begins.")
    page_end: int
    score: float = Field(description="Fused rank; comparable within one answer only.")
    snippet_html: str = Field(description="Escaped text; matches in `<mark>`.")
    text: str
    url: str = Field(description="Opens the document at the passage.")

    @staticmethod
    def resolve_passage_id(hit: Hit) -> int:
        return hit.passage.pk

    @staticmethod
    def resolve_url(hit: Hit, context: dict[str, object]) -> str:
        return str(context["request"].build_absolute_uri(hit.url))  # type: ignore[attr-defined]


class SearchOut(Schema):
    query: str
    mode: Mode
    took_ms: float
    total_documents: int = Field(description="Documents among the ranked passages.")
    next_cursor: str | None
    results: list[HitOut]
