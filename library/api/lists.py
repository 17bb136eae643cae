"""Lists of documents, by cursor and by position."""

from typing import Annotated

from ninja import Query

from library.api.parameters import Cursor, Limit
from library.api.router import router
from library.models import Document
from library.schemas import DocumentPage, LibraryPage
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset
from pdfsum.lib.offset import OffsetPage, fetch_offset_page


@router.get("/documents", response=DocumentPage, tags=["documents"])
def list_documents(
    request: UserRequest, cursor: Cursor = None, limit: Limit = 50
) -> keyset.Page[Document]:
    """Your documents, newest first. Pass `next_cursor` back as `cursor` to go on."""
    documents = Document.objects.visible_to(request.user).live().for_api()
    return documents.fetch_page(cursor=cursor, limit=limit)


@router.get("/library", response=LibraryPage, tags=["documents"])
def list_library(
    request: UserRequest,
    limit: Limit = 50,
    offset: Annotated[int, Query(ge=0, le=10**9, description="Rows to pass over.")] = 0,
) -> OffsetPage[Document]:
    """Your documents by position, with a count. For long lists use `/documents`."""
    documents = Document.objects.visible_to(request.user).live().for_api()
    return fetch_offset_page(
        documents.newest_first(), request=request, limit=limit, offset=offset
    )
