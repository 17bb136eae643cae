"""One document: uploaded, looked at, trashed and restored, read anew."""

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Header, Status
from ninja.files import UploadedFile

from library import actions
from library.api.conditional import document_response
from library.api.parameters import DocumentId, Fields, find_document
from library.api.router import router
from library.document_meta import get_document_fields, get_document_meta
from library.models import Document, Folder, Library
from library.models.idempotent_uploads import LONGEST_KEY
from library.schemas import DocumentOut, DuplicateOut, ErrorOut, InvalidOut
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.text import ONE_LINE
from pdfsum.lib.uploads import hashed

Title = Annotated[
    str,
    Form(
        max_length=300, pattern=ONE_LINE, description="Taken from the PDF by default."
    ),
]
TagNames = Annotated[
    str,
    Form(max_length=3000, pattern=ONE_LINE, description="Names, separated by commas."),
]
IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=LONGEST_KEY,
        description="The same key and file again get the same document, for a day.",
    ),
]


@router.post(
    "/documents",
    response={
        202: DocumentOut,
        404: ErrorOut,
        409: DuplicateOut,
        413: ErrorOut,
        415: ErrorOut,
        422: InvalidOut,
        507: ErrorOut,
    },
    tags=["documents"],
)
def create_document(
    request: UserRequest,
    file: Annotated[UploadedFile, File(description="The PDF.")],
    library: Annotated[
        UUID | None, Form(description="Where it goes; your own library by default.")
    ] = None,
    title: Title = "",
    folder: Annotated[
        UUID | None, Form(description="A folder of that library; none by default.")
    ] = None,
    tags: TagNames = "",
    idempotency_key: IdempotencyKey = "",
) -> Status[Document]:
    """Upload a PDF. It is processed in the background: follow `progress`."""
    libraries = Library.objects.visible_to(request.user)
    home = get_object_or_404(libraries, pk=library) if library else None
    folders = Folder.objects.visible_to(request.user)
    document = actions.upload_document(
        user=request.user,
        upload=hashed(file),
        library=home,
        title=title,
        folder=get_object_or_404(folders, pk=folder) if folder else None,
        tags=tags.split(","),
        idempotency_key=idempotency_key,
    )
    return Status(202, find_document(request, document.pk))


@router.get(
    "/documents/{uuid:pk}",
    response=DocumentOut,
    openapi_extra={"responses": {304: {"description": "You have it as it is."}}},
    tags=["documents"],
)
def get_document(
    request: UserRequest, pk: DocumentId, fields: Fields = None
) -> HttpResponseBase:
    """One document, also one in the trash.

    304 answers an `If-None-Match` with the `ETag` of the document as it is, and an
    `If-Modified-Since`, which knows whole seconds only.
    """
    if fields:
        shown, modified = get_document_fields(request.user, pk, fields)
    else:
        shown, modified = get_document_meta(request.user, pk)
    return document_response(request, shown, modified)


@router.delete("/documents/{uuid:pk}", response={204: None}, tags=["documents"])
def trash_document(request: UserRequest, pk: DocumentId) -> Status[None]:
    """Move a document to the trash, from where it can be restored."""
    actions.trash_document(user=request.user, document=find_document(request, pk))
    return Status(204, None)


@router.post(
    "/documents/{uuid:pk}/restore",
    response={200: DocumentOut, 409: DuplicateOut},
    tags=["documents"],
)
def restore_document(request: UserRequest, pk: DocumentId) -> Document:
    """Take a document out of the trash."""
    actions.restore_document(user=request.user, document=find_document(request, pk))
    return find_document(request, pk)


@router.post(
    "/documents/{uuid:pk}/reprocess",
    response={202: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def reprocess_document(request: UserRequest, pk: DocumentId) -> Status[Document]:
    """Read a document anew. What it has now stays until the new reading is whole."""
    actions.reprocess_document(user=request.user, document=find_document(request, pk))
    return Status(202, find_document(request, pk))
