"""What many endpoints take, and the document that an id in a path speaks of."""

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Field, Path, Query, Schema
from ninja.responses import Response
from pydantic import StringConstraints

from library.fields import DocumentFields
from library.listing import DocumentFilter
from library.models import Document
from library.schemas import DocumentOut
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset
from pdfsum.lib.offset import OffsetPage
from pdfsum.lib.text import ONE_LINE

Limit = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]
Offset = Annotated[int, Query(ge=0, le=10**9, description="Rows to pass over.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
DocumentId = Annotated[UUID, Path(description="The document's id.")]
Ordering = Annotated[
    Literal[
        "-created_at",
        "created_at",
        "title",
        "-title",
        "document_date",
        "-document_date",
    ],
    Query(description="What comes first; with `-` the other way round."),
]
Fields = Annotated[
    DocumentFields | None,
    Query(
        description=(
            "Only these fields, by commas; all by default. Nothing else is read. "
            f"There are: {', '.join(DocumentOut.model_fields)}."
        ),
        examples=["id,title"],
    ),
]
Part = Annotated[str, StringConstraints(max_length=300, pattern=ONE_LINE)]


class DocumentQuery(Schema):
    """Which documents: what is named must hold."""

    library: UUID | None = Field(None, description="Only of this library.")
    status: Document.Status | None = Field(None, description="Only in this state.")
    tag: Part | None = Field(None, description="Only with this tag: its slug.")
    folder: UUID | Literal["none"] | None = Field(
        None, description="Only in this folder itself; `none` for those in no folder."
    )
    author: Part | None = Field(None, description="A part of an author's name.")
    q: Part | None = Field(None, description="A part of the title.")
    language: Part | None = Field(None, description="An ISO 639 code, such as `de`.")
    added_after: date | None = Field(
        None, description="Uploaded on this day (UTC) or later."
    )
    added_before: date | None = Field(
        None, description="Uploaded on this day (UTC) or earlier."
    )
    dated_after: date | None = Field(
        None, description="With a date of its own on this day or later."
    )
    dated_before: date | None = Field(
        None, description="With a date of its own on this day or earlier."
    )

    def chosen(self) -> DocumentFilter:
        values: dict[str, Any] = self.dict()
        return DocumentFilter(**values)


def find_document(request: UserRequest, pk: UUID) -> Document:
    """The document, or a 404 that does not tell whether somebody else has it."""
    documents = Document.objects.visible_to(request.user).for_api()
    return get_object_or_404(documents, pk=pk)


def root_of(request: UserRequest) -> str:
    """The address of this installation as it was asked, without a slash at its end."""
    return request.build_absolute_uri("/").removesuffix("/")


def show_page(
    request: UserRequest,
    page: keyset.Page[Document] | OffsetPage[Document],
    fields: DocumentFields,
) -> Response:
    """The page with these fields of its documents, which were loaded for them."""
    root = root_of(request)
    rows = [fields.show(document, root=root) for document in page.results]
    return Response(vars(page) | {"results": rows})
