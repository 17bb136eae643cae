"""Documents, pages and tags for programs. Each endpoint: a named query or an action."""

from typing import Annotated
from uuid import UUID

from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import File, Form, Header, Query, Router, Status
from ninja.files import UploadedFile

from library import actions
from library.file_response import file_response
from library.idempotency import LONGEST_KEY, recall, remember
from library.models import Document, Folder, Library, Page, Tag
from library.schemas import (
    DocumentOut,
    DocumentPage,
    DuplicateOut,
    ErrorOut,
    LibraryPage,
    PageOut,
    ProgressOut,
    TagOut,
)
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import keyset
from pdfsum.lib.offset import OffsetPage, fetch_offset_page
from pdfsum.lib.uploads import hashed

router = Router()

Limit = Annotated[int, Query(ge=1, le=100, description="Rows on a page.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.")]

IdempotencyKey = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        max_length=LONGEST_KEY,
        description="Repeat a request with the same key and get the same document.",
    ),
]


@router.post(
    "/documents",
    response={
        202: DocumentOut,
        409: DuplicateOut,
        413: ErrorOut,
        415: ErrorOut,
        422: ErrorOut,
    },
    tags=["documents"],
)
def create_document(
    request: UserRequest,
    file: Annotated[UploadedFile, File(description="The PDF.")],
    library: Annotated[UUID | None, Form()] = None,
    title: Annotated[str, Form(max_length=300)] = "",
    folder: Annotated[UUID | None, Form()] = None,
    tags: Annotated[str, Form(description="Names, separated by commas.")] = "",
    idempotency_key: IdempotencyKey = "",
) -> Status[Document]:
    """Upload a PDF. It is processed in the background: follow `progress`."""
    if earlier := recall(request.user.pk, idempotency_key):
        return Status(202, _find(request, earlier))
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
    )
    remember(request.user.pk, idempotency_key, document.pk)
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
    offset: Annotated[int, Query(ge=0, le=10**9)] = 0,
) -> OffsetPage[Document]:
    """Your documents by position, with a count. For long lists use `/documents`."""
    documents = Document.objects.visible_to(request.user).live().for_api()
    return fetch_offset_page(
        documents.newest_first(), request=request, limit=limit, offset=offset
    )


@router.get("/documents/{uuid:pk}", response=DocumentOut, tags=["documents"])
def get_document(request: UserRequest, pk: UUID) -> Document:
    """One document, also one in the trash."""
    return _find(request, pk)


@router.delete("/documents/{uuid:pk}", response={204: None}, tags=["documents"])
def trash_document(request: UserRequest, pk: UUID) -> Status[None]:
    """Move a document to the trash, from where it can be restored."""
    actions.trash_document(user=request.user, document=_find(request, pk))
    return Status(204, None)


@router.post(
    "/documents/{uuid:pk}/restore",
    response={200: DocumentOut, 409: DuplicateOut},
    tags=["documents"],
)
def restore_document(request: UserRequest, pk: UUID) -> Document:
    """Take a document out of the trash."""
    actions.restore_document(user=request.user, document=_find(request, pk))
    return _find(request, pk)


@router.post(
    "/documents/{uuid:pk}/reprocess",
    response={202: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def reprocess_document(request: UserRequest, pk: UUID) -> Status[Document]:
    """Read a document anew. What it has now stays until the new reading is whole."""
    actions.reprocess_document(user=request.user, document=_find(request, pk))
    return Status(202, _find(request, pk))


@router.get("/documents/{uuid:pk}/progress", response=ProgressOut, tags=["documents"])
def get_progress(request: UserRequest, pk: UUID) -> Document:
    """How far processing has come."""
    return _find(request, pk)


@router.get("/documents/{uuid:pk}/file", tags=["documents"])
def get_file(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """The PDF itself, in ranges if asked, under its original name."""
    return file_response(request, _find(request, pk))


@router.get(
    "/documents/{uuid:pk}/pages/{int:number}", response=PageOut, tags=["documents"]
)
def get_page(request: UserRequest, pk: UUID, number: int) -> Page:
    """The text of one page of the current reading."""
    document = _find(request, pk)
    return get_object_or_404(
        Page.objects.of_text(document.current_text_id), number=number
    )


@router.get("/tags", response=list[TagOut], tags=["tags"])
def list_tags(request: UserRequest) -> list[Tag]:
    """Your tags, most used first."""
    return list(Tag.objects.visible_to(request.user).with_counts())


def _find(request: UserRequest, pk: UUID) -> Document:
    """The document, or a 404 that does not tell whether somebody else has it."""
    documents = Document.objects.visible_to(request.user).for_api()
    return get_object_or_404(documents, pk=pk)
