"""For programs: what a document says of itself, corrected; its table of contents."""

from typing import Any

from django.shortcuts import get_object_or_404

from library.actions.patching import patch_document as patch
from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.models import Document, Folder
from library.reading.contents import read_contents
from library.schemas import ContentsEntryOut, DocumentOut, DocumentPatch, ErrorOut
from pdfsum.accounts.http import UserRequest


@router.patch(
    "/documents/{uuid:pk}",
    response={200: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def patch_document(
    request: UserRequest, pk: DocumentId, data: DocumentPatch
) -> Document:
    """Change title, authors, date, DOI, folder or tags; what you leave out stays.

    What you set stays when the document is read anew.
    """
    changes = data.dict(exclude_unset=True)
    if changes.get("folder"):
        folders = Folder.objects.visible_to(request.user)
        changes["folder"] = get_object_or_404(folders, pk=changes["folder"])
    patch(user=request.user, document=find_document(request, pk), changes=changes)
    return find_document(request, pk)


@router.get(
    "/documents/{uuid:pk}/contents",
    response=list[ContentsEntryOut],
    tags=["documents"],
)
def get_contents(request: UserRequest, pk: DocumentId) -> list[dict[str, Any]]:
    """The PDF's own table of contents; empty if it has none."""
    return read_contents(find_document(request, pk))
