"""The bytes of a document, and the text of its pages."""

from typing import Annotated

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Path

from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.file_response import file_response
from library.models import Document, Page
from library.schemas import PageOut
from pdfsum.accounts.http import UserRequest

PDF = {"content": {"application/pdf": {"schema": {"type": "string"}}}}
FILE = {
    200: PDF | {"description": "The whole file."},
    206: PDF | {"description": "The range that was asked for."},
    304: {"description": "You have it: its ETag is the one you sent."},
}


@router.get(
    "/documents/{uuid:pk}/file", openapi_extra={"responses": FILE}, tags=["documents"]
)
def get_file(request: UserRequest, pk: DocumentId) -> HttpResponseBase:
    """The PDF itself, in ranges if asked, under its original name."""
    return file_response(request, find_document(request, pk))


@router.get(
    "/documents/{uuid:pk}/pages/{int:number}", response=PageOut, tags=["documents"]
)
def get_page(
    request: UserRequest,
    pk: DocumentId,
    number: Annotated[int, Path(description="The first page is 1.")],
) -> Page:
    """The text of one page of the current reading."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    pages = Page.objects.of_text(document.current_text_id).without_map()
    return get_object_or_404(pages, number=number)
