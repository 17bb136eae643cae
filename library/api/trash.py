"""The trash for programs: what lies there, and deletion for good."""

from typing import Any

from django.shortcuts import get_object_or_404
from ninja import Status

from library import actions
from library.api.parameters import Cursor, DocumentId, Limit
from library.api.router import router
from library.models import Document, Library
from library.schemas import ErrorOut, TrashPage
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset


@router.get("/trash", response=TrashPage, tags=["trash"])
def list_trash(
    request: UserRequest, cursor: Cursor = None, limit: Limit = 50
) -> keyset.Page[Document]:
    """What lies in the trash, last trashed first."""
    documents = Document.objects.visible_to(request.user).trashed().for_api()
    return documents.fetch_page(
        cursor=cursor,
        limit=limit,
        ordering="trashed",
        within=Library.objects.visible_to(request.user),
    )


@router.delete("/trash", response={204: None, 202: None}, tags=["trash"])
def empty_trash(request: UserRequest) -> Status[Any]:
    """Delete for good what lies in the trash and you may change. It cannot be undone.

    204: all is gone. 202: there is so much that workers do the rest.
    """
    return Status(204 if actions.empty_trash_soon(user=request.user) else 202, None)


@router.delete("/trash/{uuid:pk}", response={204: None, 409: ErrorOut}, tags=["trash"])
def purge_document(request: UserRequest, pk: DocumentId) -> Status[None]:
    """Delete one document of the trash for good. It cannot be undone."""
    trashed = Document.objects.visible_to(request.user).trashed()
    actions.purge_document(
        user=request.user, document=get_object_or_404(trashed, pk=pk)
    )
    return Status(204, None)
