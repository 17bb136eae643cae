"""What the API takes and gives. Fields are named one by one, on purpose."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict

from library.models import Document
from library.schemas.errors import ErrorOut
from library.schemas.fields import ID, OneLine
from library.schemas.progress import ProgressOut
from library.schemas.tags import DocumentTagOut, TagName
from pdfsum.engines.doi import clean_doi


def _bare_doi(text: str) -> str:
    if text and not clean_doi(text):
        raise ValueError("A DOI begins with “10.” and a number, then a slash.")
    return clean_doi(text)


class WarningOut(Schema):
    """What a reader should know about a document that was read only in part."""

    code: str = Field(description="For programs; stable.", examples=["no_text"])
    detail: str = Field(
        description="For people; a whole sentence.", examples=["Page 12 holds no text."]
    )
    pages: list[int] = Field(default=[], description="The pages it speaks of.")


class FactOut(Schema):
    """Where a fact about a document comes from."""

    source: str = Field(
        description="`page`, `metadata`, `filename`, or `person` if somebody set it."
    )
    page: int | None = Field(default=None, description="The page that prints it.")
    precision: str | None = Field(
        default=None,
        description="`month` if a date was printed without its day, which is then 1.",
    )


class DocumentOut(Schema):
    """One PDF in a library, and how far its processing has come."""

    id: UUID = ID
    title: str = Field(description="From the upload, the PDF or the file's name.")
    authors: str = Field(description="Names, by commas; empty when not known.")
    document_date: date | None = Field(
        description="The date that the document gives itself; null when not known."
    )
    doi: str = Field(description="Without address; empty when it has none.")
    facts: dict[str, FactOut] = Field(
        description="Where `title`, `authors`, `document_date` and `doi` come from."
    )
    filename: str = Field(description="The name that the file came with.")
    size_bytes: int = Field(description="Of the file.")
    sha256: str = Field(description="Of the file, in hex.")
    page_count: int | None = Field(description="Null until the PDF is read.")
    word_count: int | None = Field(
        description="Null until the PDF is read.", examples=[8450]
    )
    language: str = Field(description="ISO 639 code; empty when not known.")
    status: Document.Status = Field(description="Ready ones can be read and searched.")
    progress: ProgressOut = Field(description="How far processing has come.")
    error: ErrorOut | None = Field(description="Why processing failed, if it did.")
    warnings: list[WarningOut] = Field(
        description="What could not be read, and which pages OCR read."
    )
    tags: list[DocumentTagOut] = Field(description="By name; suggestions too.")
    library: UUID = Field(description="The id of the library that it is in.")
    folder: UUID | None = Field(description="The id of its folder, if it is in one.")
    summary: str | None = Field(description="The newest summary's text.")
    created_at: datetime = Field(description="When it was uploaded, in UTC.")
    updated_at: datetime = Field(description="When it last changed, in UTC.")
    processed_at: datetime | None = Field(description="When it became ready, in UTC.")
    url: str = Field(description="The document's page in the browser.")

    # Each gives what JSON holds, so that whole lists can do without a check of each
    # value (`library.fields`).

    @staticmethod
    def resolve_facts(document: Document) -> dict[str, dict[str, Any]]:
        facts: dict[str, dict[str, Any]] = document.fact_sources
        return {
            name: {key: fact.get(key) for key in FactOut.model_fields}
            for name, fact in facts.items()
        }

    @staticmethod
    def resolve_size_bytes(document: Document) -> int:
        return document.size

    @staticmethod
    def resolve_sha256(document: Document) -> str:
        return document.file_hash

    @staticmethod
    def resolve_warnings(document: Document) -> list[dict[str, Any]]:
        return [
            {
                "code": warning["code"],
                "detail": warning["detail"],
                "pages": warning.get("pages", []),
            }
            for warning in document.warnings
        ]

    @staticmethod
    def resolve_tags(document: Document) -> list[dict[str, Any]]:
        return document.shown_tags

    @staticmethod
    def resolve_library(document: Document) -> UUID:
        return document.library_id

    @staticmethod
    def resolve_folder(document: Document) -> UUID | None:
        return document.folder_id

    @staticmethod
    def resolve_url(document: Document, context: Any) -> str:
        url: str = context["request"].build_absolute_uri(document.get_absolute_url())
        return url


class DocumentPatch(Schema):
    """What is to be changed. Fields that are left out stay as they are."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[OneLine, Field(min_length=1, max_length=300)] = Field(
        default="", description="Not empty."
    )
    authors: Annotated[OneLine, Field(max_length=500)] = Field(
        default="", description="Full names, separated by commas."
    )
    document_date: date | None = Field(
        default=None, description="`2024-05-31`; null if it has none."
    )
    doi: Annotated[OneLine, Field(max_length=200), AfterValidator(_bare_doi)] = Field(
        default="", description="With or without address; empty if it has none."
    )
    folder: UUID | None = Field(
        default=None, description="The folder it moves into; null for none."
    )
    tags: Annotated[list[TagName], Field(max_length=100)] = Field(
        default=[], description="Names. They take the place of a person's tags."
    )


class DocumentPage(Schema):
    """A page by cursor: pass `next_cursor` back as `cursor`; null ends the list."""

    results: list[DocumentOut] = Field(description="The documents of this page.")
    next_cursor: str | None = Field(description="Null on the last page.")


class TrashedOut(DocumentOut):
    """A document in the trash."""

    trashed_at: datetime = Field(description="When it was moved there, in UTC.")
    deletion_at: datetime | None = Field(
        description="When it is deleted for good; null if never by itself."
    )


class TrashPage(Schema):
    """A page by cursor: pass `next_cursor` back as `cursor`; null ends the list."""

    results: list[TrashedOut] = Field(description="Last trashed first.")
    next_cursor: str | None = Field(description="Null on the last page.")


class LibraryPage(Schema):
    """A page by offset, with the count and ready-made addresses of its neighbours."""

    count: int = Field(description="Documents on all pages.")
    next: str | None = Field(description="The address of the next page, if any.")
    previous: str | None = Field(description="The address of the page before, if any.")
    results: list[DocumentOut] = Field(description="The documents of this page.")
