"""For programs: what a document says of itself, corrected; its table of contents."""

from typing import Annotated, Any, cast
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Router

from library.actions.editing import DocumentChanges, edit_document
from library.models import Document
from library.reading.contents import read_contents
from library.schemas import ContentsEntryOut, DocumentPatch
from pdfsum.accounts.http import UserRequest

router = Router()

DocumentId = Annotated[UUID, Path(description="The document's id.")]


# Registered in library/api.py, beside the other methods of this path: Django asks the
# first router that knows a path, and no other.
def patch_document(
    request: UserRequest, pk: DocumentId, data: DocumentPatch
) -> Document:
    """Change title, authors, date or DOI; what you leave out stays.

    What you set stays when the document is read anew.
    """
    changes = cast(DocumentChanges, data.dict(exclude_unset=True))
    edit_document(user=request.user, document=_find(request, pk), changes=changes)
    return _find(request, pk)


@router.get(
    "/documents/{uuid:pk}/contents",
    response=list[ContentsEntryOut],
    tags=["documents"],
)
def get_contents(request: UserRequest, pk: DocumentId) -> list[dict[str, Any]]:
    """The PDF's own table of contents; empty if it has none."""
    return read_contents(_find(request, pk))


def _find(request: UserRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).for_api()
    return get_object_or_404(documents, pk=pk)
