"""What the API takes and gives. Fields are named one by one, on purpose."""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import AfterValidator, ConfigDict, StringConstraints

from library.models import Document, Tag
from pdfsum.engines.doi import clean_doi
from pdfsum.lib.text import ONE_LINE

ID = Field(description="A UUID that sorts by time of creation.")
OneLine = Annotated[str, StringConstraints(strip_whitespace=True, pattern=ONE_LINE)]


def _bare_doi(text: str) -> str:
    if text and not clean_doi(text):
        raise ValueError("A DOI begins with “10.” and a number, then a slash.")
    return clean_doi(text)


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
        description="Documents that are taken before it; null unless it waits its turn."
    )
    waiting_for: str | None = Field(
        description=(
            "`turn`, `worker` (none has reported for 90 s) or `retry` (something that "
            "it needs was missing); null when it waits for nothing."
        ),
        examples=["turn"],
    )
    detail: str = Field(description="For people: what it does or waits for.")
    rate: float | None = Field(
        description="Pages per minute over the last half minute; null while not known."
    )
    seconds_left: int | None = Field(
        description="Until its last page is read, estimated; null while not known."
    )


class WarningOut(Schema):
    """What a reader should know about a document that was read only in part."""

    code: str = Field(description="For programs; stable.", examples=["no_text"])
    detail: str = Field(description="For people; a whole sentence.")
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
    word_count: int | None = Field(description="Null until the PDF is read.")
    language: str = Field(description="ISO 639 code; empty when not known.")
    status: Document.Status = Field(description="Ready ones can be read and searched.")
    progress: ProgressOut = Field(description="How far processing has come.")
    error: ErrorOut | None = Field(description="Why processing failed, if it did.")
    warnings: list[WarningOut] = Field(
        description="What could not be read, and which pages OCR read."
    )
    tags: list[TagRef] = Field(description="By name.")
    folder: UUID | None = Field(description="The id of its folder, if it is in one.")
    summary: str | None = Field(description="The newest summary's text.")
    created_at: datetime = Field(description="When it was uploaded, in UTC.")
    updated_at: datetime = Field(description="When it last changed, in UTC.")
    processed_at: datetime | None = Field(description="When it became ready, in UTC.")
    url: str = Field(description="The document's page in the browser.")

    @staticmethod
    def resolve_facts(document: Document) -> dict[str, Any]:
        facts: dict[str, Any] = document.fact_sources
        return facts

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


class ContentsEntryOut(Schema):
    """A line of a table of contents."""

    level: int = Field(description="From 1, without gaps.")
    title: str = Field(description="In one line.")
    page: int = Field(description="Where it begins.")


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
