"""Documents, pages and tags for programs. Each endpoint: a named query or an action."""

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Header, Path, Query, Router, Status
from ninja.files import UploadedFile

from library import actions
from library.api_facts import patch_document
from library.api_facts import router as facts_router
from library.api_progress import router as progress_router
from library.api_unlock import router as unlock_router
from library.file_response import file_response
from library.models import Document, Folder, Library, Page, Tag
from library.models.idempotent_uploads import LONGEST_KEY
from library.schemas import (
    DocumentOut,
    DocumentPage,
    DuplicateOut,
    ErrorOut,
    InvalidOut,
    LibraryPage,
    PageOut,
    TagOut,
)
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset
from pdfsum.lib.offset import OffsetPage, fetch_offset_page
from pdfsum.lib.text import ONE_LINE
from pdfsum.lib.uploads import hashed

router = Router()
router.add_router("", unlock_router)
router.add_router("", facts_router)
router.add_router("", progress_router)
router.patch(
    "/documents/{uuid:pk}",
    response={200: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)(patch_document)

PDF = {"content": {"application/pdf": {"schema": {"type": "string"}}}}
FILE = {
    200: PDF | {"description": "The whole file."},
    206: PDF | {"description": "The range that was asked for."},
    304: {"description": "You have it: its ETag is the one you sent."},
}

Limit = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]
DocumentId = Annotated[UUID, Path(description="The document's id.")]

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
    return Status(202, _find(request, document.pk))


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


@router.get("/documents/{uuid:pk}", response=DocumentOut, tags=["documents"])
def get_document(request: UserRequest, pk: DocumentId) -> Document:
    """One document, also one in the trash."""
    return _find(request, pk)


@router.delete("/documents/{uuid:pk}", response={204: None}, tags=["documents"])
def trash_document(request: UserRequest, pk: DocumentId) -> Status[None]:
    """Move a document to the trash, from where it can be restored."""
    actions.trash_document(user=request.user, document=_find(request, pk))
    return Status(204, None)


@router.post(
    "/documents/{uuid:pk}/restore",
    response={200: DocumentOut, 409: DuplicateOut},
    tags=["documents"],
)
def restore_document(request: UserRequest, pk: DocumentId) -> Document:
    """Take a document out of the trash."""
    actions.restore_document(user=request.user, document=_find(request, pk))
    return _find(request, pk)


@router.post(
    "/documents/{uuid:pk}/reprocess",
    response={202: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def reprocess_document(request: UserRequest, pk: DocumentId) -> Status[Document]:
    """Read a document anew. What it has now stays until the new reading is whole."""
    actions.reprocess_document(user=request.user, document=_find(request, pk))
    return Status(202, _find(request, pk))


@router.get(
    "/documents/{uuid:pk}/file", openapi_extra={"responses": FILE}, tags=["documents"]
)
def get_file(request: UserRequest, pk: DocumentId) -> HttpResponseBase:
    """The PDF itself, in ranges if asked, under its original name."""
    return file_response(request, _find(request, pk))


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


@router.get("/tags", response=list[TagOut], tags=["tags"])
def list_tags(
    request: UserRequest,
    limit: Annotated[int, Query(ge=1, le=1000, description="Tags in all.")] = 1000,
) -> list[Tag]:
    """Your tags, most used first."""
    return list(Tag.objects.visible_to(request.user).with_counts()[:limit])


def _find(request: UserRequest, pk: UUID) -> Document:
    """The document, or a 404 that does not tell whether somebody else has it."""
    documents = Document.objects.visible_to(request.user).for_api()
    return get_object_or_404(documents, pk=pk)
