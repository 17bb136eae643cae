"""What the API takes and gives. Fields are named one by one, on purpose."""

from datetime import datetime
from typing import Any
from uuid import UUID

from ninja import Field, Schema

from library.models import Document, Tag

ID = Field(description="A UUID that sorts by time of creation.")


class ErrorOut(Schema):
    """Every error has this shape."""

    code: str = Field(description="For programs; stable.", examples=["not_found"])
    detail: str = Field(
        description="For people; a whole sentence.",
        examples=["There is nothing here that you may see."],
    )


class InvalidOut(ErrorOut):
    """Some values of the request are missing or wrong."""

    errors: list[dict[str, Any]] = Field(
        default=[], description="Each wrong value: where it stands and what it lacks."
    )


class ExistingOut(Schema):
    """The document that is there already."""

    id: UUID = ID
    url: str = Field(description="The document's page in the browser.")


class DuplicateOut(ErrorOut):
    """The library holds the same bytes already."""

    existing: ExistingOut | None = Field(
        default=None, description="The document with the same bytes."
    )
    restore_url: str | None = Field(
        default=None, description="Where to POST to restore it, if it is in the trash."
    )


class TagRef(Schema):
    """A tag, as documents carry it."""

    id: UUID = ID
    name: str = Field(description="As people read it.")
    slug: str = Field(description="As addresses and filters name it.")


class TagOut(TagRef):
    """A tag of a library, and how much it is used."""

    color: str = Field(description="`#rrggbb`; empty when none was chosen.")
    count: int = Field(description="Live documents that carry the tag.")


class ProgressOut(Schema):
    """How far processing has come."""

    stage: str = Field(
        description="`waiting`, the step at work, or `done`.", examples=["reading"]
    )
    pages_done: int = Field(description="Pages that the stage has behind it.")
    pages_total: int = Field(description="Pages that the stage has in all.")
    percent: int = Field(description="0 to 100, over all stages.")


class DocumentProgressOut(ProgressOut):
    """How far one document has come, and what it waits for."""

    status: Document.Status = Field(description="As in the document.")
    queue_position: int | None = Field(
        description="Queued documents that come first; null unless queued."
    )
    waiting_for: str | None = Field(
        description="What is missing before it goes on; null when nothing is.",
        examples=["worker"],
    )


class WarningOut(Schema):
    """What a reader should know about a document that was read only in part."""

    code: str = Field(description="For programs; stable.", examples=["no_text"])
    detail: str = Field(description="For people; a whole sentence.")
    pages: list[int] = Field(default=[], description="The pages it speaks of.")


class DocumentOut(Schema):
    """One PDF in a library, and how far its processing has come."""

    id: UUID = ID
    title: str = Field(description="From the upload, the PDF or the file's name.")
    filename: str = Field(description="The name that the file came with.")
    size_bytes: int = Field(description="Of the file.")
    sha256: str = Field(description="Of the file, in hex.")
    page_count: int | None = Field(description="Null until the PDF is read.")
    word_count: int | None = Field(description="Null until the PDF is read.")
    language: str = Field(description="ISO 639 code; empty when not known.")
    status: Document.Status = Field(description="Ready ones can be read and searched.")
    progress: ProgressOut = Field(description="How far processing has come.")
    error: ErrorOut | None = Field(description="Why processing failed, if it did.")
    warnings: list[WarningOut] = Field(description="What could not be read.")
    tags: list[TagRef] = Field(description="By name.")
    folder: UUID | None = Field(description="The id of its folder, if it is in one.")
    summary: str | None = Field(description="The newest summary's text.")
    created_at: datetime = Field(description="When it was uploaded, in UTC.")
    updated_at: datetime = Field(description="When it last changed, in UTC.")
    processed_at: datetime | None = Field(description="When it became ready, in UTC.")
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

    results: list[DocumentOut] = Field(description="The documents of this page.")
    next_cursor: str | None = Field(description="Null on the last page.")


class LibraryPage(Schema):
    """A page by offset, with the count and ready-made addresses of its neighbours."""

    count: int = Field(description="Documents on all pages.")
    next: str | None = Field(description="The address of the next page, if any.")
    previous: str | None = Field(description="The address of the page before, if any.")
    results: list[DocumentOut] = Field(description="The documents of this page.")


class PageOut(Schema):
    """The text of one page."""

    number: int = Field(description="The first page is 1.")
    text: str = Field(description="In reading order; empty for a picture.")
    source: str = Field(description="`text`, `ocr`, `empty` or `failed`.")
    width: float = Field(description="In points, as displayed.")
    height: float = Field(description="In points, as displayed.")
