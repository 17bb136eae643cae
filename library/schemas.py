"""What the API takes and gives. Fields are named one by one, on purpose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from library.models import Document, Tag


class ErrorOut(Schema):
    """Every error has this shape; `code` is stable, `detail` is for people."""

    code: str = Field(examples=["not_found"])
    detail: str = Field(examples=["There is no such document."])


class DuplicateOut(ErrorOut):
    existing: "ExistingOut | None" = None
    restore_url: str | None = None


class ExistingOut(Schema):
    id: UUID
    url: str


class TagRef(Schema):
    id: UUID
    name: str
    slug: str


class TagOut(TagRef):
    color: str
    count: int = Field(description="Live documents that carry the tag.")


class ProgressOut(Schema):
    stage: str = Field(examples=["reading"])
    pages_done: int
    pages_total: int
    percent: int = Field(description="0 to 100, over all stages.")


class WarningOut(Schema):
    code: str
    detail: str
    pages: list[int] = []


class DocumentOut(Schema):
    """One PDF in a library, and how far its processing has come."""

    id: UUID
    title: str
    filename: str
    size_bytes: int
    sha256: str
    page_count: int | None
    word_count: int | None
    language: str = Field(description="ISO 639 code; empty when not known.")
    status: Document.Status
    progress: ProgressOut
    error: ErrorOut | None
    warnings: list[WarningOut]
    tags: list[TagRef]
    folder: UUID | None
    summary: str | None = Field(description="The newest summary's text.")
    created_at: datetime
    updated_at: datetime
    processed_at: datetime | None
    url: str = Field(description="The document's page in the browser.")

    @staticmethod
    def resolve_size_bytes(document: Document) -> int:
        return document.size

    @staticmethod
    def resolve_sha256(document: Document) -> str:
        return document.file_hash

    @staticmethod
    def resolve_folder(document: Document) -> UUID | None:
        return document.folder_id

    @staticmethod
    def resolve_tags(document: Document) -> list[Tag]:
        return list(document.tags.all())

    @staticmethod
    def resolve_summary(document: Document) -> str | None:
        newest = document.summaries_newest_first[:1]
        return newest[0].text if newest else None

    @staticmethod
    def resolve_url(document: Document, context: Any) -> str:
        url: str = context["request"].build_absolute_uri(document.get_absolute_url())
        return url


class DocumentPage(Schema):
    """A page by cursor: pass `next_cursor` back as `cursor`; null ends the list."""

    results: list[DocumentOut]
    next_cursor: str | None


class LibraryPage(Schema):
    """A page by offset, with the count and ready-made addresses of its neighbours."""

    count: int
    next: str | None
    previous: str | None
    results: list[DocumentOut]


class PageOut(Schema):
    """The text of one page."""

    number: int = Field(description="The first page is 1.")
    text: str
    source: str = Field(description="`text`, `ocr`, `empty` or `failed`.")
    width: float = Field(description="In points, as displayed.")
    height: float = Field(description="In points, as displayed.")
