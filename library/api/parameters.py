"""What many endpoints take, and the document that an id in a path speaks of."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query

from library.models import Document
from pdfsum.accounts.http import UserRequest

Limit = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
DocumentId = Annotated[UUID, Path(description="The document's id.")]


def find_document(request: UserRequest, pk: UUID) -> Document:
    """The document, or a 404 that does not tell whether somebody else has it."""
    documents = Document.objects.visible_to(request.user).for_api()
    return get_object_or_404(documents, pk=pk)
