"""For programs: a summary as a file, a document as a reference."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query

from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.bibtex import bibtex_of
from library.exporting import summary_paper
from library.models import Library, Summary
from library.transfer.writing import export_response
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.paper import Format, paper_response

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
BINARY: dict[str, Any] = {"schema": {"type": "string", "format": "binary"}}
PAPER = {
    200: {
        "description": "The file, under the document's title.",
        "content": {
            "text/markdown": TEXT | {"example": "# Annual report\n\n- … [p. 12](…)"},
            "text/plain": TEXT,
            "application/pdf": BINARY,
        },
    }
}
ENTRY = TEXT | {"example": "@misc{muller2024water,\n  title = {Water},\n}\n"}
BIBTEX = {
    200: {"description": "One entry.", "content": {"application/x-bibtex": ENTRY}}
}


ARCHIVE = {
    200: {
        "description": "The archive, made while it is sent.",
        "content": {"application/zip": BINARY},
    }
}


class CitationFormat(StrEnum):
    BIBTEX = "bibtex"


@router.get(
    "/documents/{uuid:pk}/summaries/{uuid:sid}/export",
    openapi_extra={"responses": PAPER},
    tags=["summaries"],
)
def export_summary(
    request: UserRequest,
    pk: DocumentId,
    sid: Annotated[UUID, Path(description="The summary's id.")],
    format: Annotated[Format, Query(description="Markdown, text or PDF.")] = Format.MD,
) -> HttpResponse:
    """A summary as a file: each sentence with its page and the address of that page."""
    summaries = Summary.objects.visible_to(request.user).written()
    summary = get_object_or_404(
        summaries.select_related("document"), pk=sid, document=pk
    )
    paper = summary_paper(
        summary.document, summary, absolute=request.build_absolute_uri
    )
    return paper_response(paper, format)


@router.get(
    "/documents/{uuid:pk}/citation",
    openapi_extra={"responses": BIBTEX},
    tags=["documents"],
)
def cite_document(
    request: UserRequest,
    pk: DocumentId,
    format: Annotated[
        CitationFormat, Query(description="The only one so far.")
    ] = CitationFormat.BIBTEX,
) -> HttpResponse:
    """The document as an entry for a bibliography, made of what is known of it."""
    document = find_document(request, pk)
    url = request.build_absolute_uri(document.get_absolute_url())
    return HttpResponse(
        bibtex_of(document, url=url), content_type="application/x-bibtex; charset=utf-8"
    )


@router.get(
    "/libraries/{uuid:pk}/export",
    openapi_extra={"responses": ARCHIVE},
    tags=["libraries"],
)
def export_library(
    request: UserRequest, pk: Annotated[UUID, Path(description="The library's id.")]
) -> StreamingHttpResponse:
    """A whole library as a ZIP: PDFs, what is known of them as JSON, and Markdown."""
    library = get_object_or_404(Library.objects.visible_to(request.user), pk=pk)
    return export_response(request.user, library)
