"""For programs: what a document says of itself, corrected; its table of contents."""

from typing import Any, cast

from library.actions.editing import DocumentChanges, edit_document
from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.models import Document
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
    """Change title, authors, date or DOI; what you leave out stays.

    What you set stays when the document is read anew.
    """
    changes = cast(DocumentChanges, data.dict(exclude_unset=True))
    edit_document(
        user=request.user, document=find_document(request, pk), changes=changes
    )
    return find_document(request, pk)


@router.get(
    "/documents/{uuid:pk}/contents",
    response=list[ContentsEntryOut],
    tags=["documents"],
)
def get_contents(request: UserRequest, pk: DocumentId) -> list[dict[str, Any]]:
    """The PDF's own table of contents; empty if it has none."""
    return read_contents(find_document(request, pk))
