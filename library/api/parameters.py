"""What many endpoints take, and the document that an id in a path speaks of."""

from typing import Annotated, Literal
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query
from ninja.responses import Response

from library.fields import DocumentFields
from library.models import Document
from library.schemas import DocumentOut
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset
from pdfsum.lib.offset import OffsetPage

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
    rows = list(fields.show(page.results, root=root_of(request)))
    return Response(vars(page) | {"results": rows})
