"""Lists of documents: by cursor, by position, and all of them as a stream."""

from django.http import StreamingHttpResponse
from ninja import Query
from ninja.responses import Response

from library.api.parameters import (
    Cursor,
    Fields,
    Limit,
    Offset,
    Ordering,
    root_of,
    show_page,
)
from library.api.router import router
from library.document_lines import document_lines
from library.fields import ALL_FIELDS
from library.schemas import DocumentPage, LibraryPage
from library.schemas.filters import DocumentQuery
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.offset import fetch_offset_page
from pdfsum.lib.streaming import stream

LINES = "application/x-ndjson"
STREAM = {200: {"content": {LINES: {"schema": {"type": "string"}}}}}


@router.get("/documents", response=DocumentPage, tags=["documents"])
def list_documents(
    request: UserRequest,
    query: Query[DocumentQuery],
    cursor: Cursor = None,
    limit: Limit = 50,
    ordering: Ordering = "-created_at",
    fields: Fields = None,
) -> Response:
    """Your documents, newest first. Pass `next_cursor` back as `cursor` to go on."""
    chosen, fields = query.chosen(), fields or ALL_FIELDS
    documents = fields.load(chosen.of(request.user), ordering=ordering)
    page = documents.fetch_page(
        cursor=cursor,
        limit=limit,
        ordering=ordering,
        within=chosen.within(request.user),
    )
    return show_page(request, page, fields)


@router.get("/library", response=LibraryPage, tags=["documents"])
def list_library(
    request: UserRequest,
    query: Query[DocumentQuery],
    limit: Limit = 50,
    offset: Offset = 0,
    ordering: Ordering = "-created_at",
    fields: Fields = None,
) -> Response:
    """Your documents by position, with a count. For long lists use `/documents`."""
    chosen, fields = query.chosen(), fields or ALL_FIELDS
    page = fetch_offset_page(
        fields.load(chosen.of(request.user), ordering=ordering),
        request=request,
        limit=limit,
        offset=offset,
        ordering=ordering,
        within=chosen.within(request.user),
    )
    return show_page(request, page, fields)


@router.get(
    "/documents/export", openapi_extra={"responses": STREAM}, tags=["documents"]
)
def export_documents(
    request: UserRequest, query: Query[DocumentQuery], fields: Fields = None
) -> StreamingHttpResponse:
    """All your documents as JSON, one a line, library after library."""
    lines = document_lines(
        user=request.user,
        chosen=query.chosen(),
        fields=fields or ALL_FIELDS,
        root=root_of(request),
    )
    is_head = request.method == "HEAD"
    return stream(lines, content_type=LINES, only_headers=is_head)
