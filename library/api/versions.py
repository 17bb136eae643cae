"""For programs: newer files for documents, and documents that share pages."""

from typing import Annotated, Any

from ninja import Field, File, Schema, Status
from ninja.files import UploadedFile

from library.actions import versions
from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.models import Document, NearDuplicate
from library.schemas import DocumentOut, DuplicateOut, ErrorOut, ExistingOut, InvalidOut
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.uploads import hashed

# Those that share most; nobody has decided more.
MOST = 100


class SharedOut(Schema):
    """Another document, and the pages that it shares with the one asked for."""

    document: ExistingOut = Field(description="The other document.")
    title: str = Field(description="Of the other document.")
    share: float = Field(
        description="Of the smaller one's passages, those found in the other: 0 to 1."
    )
    pages: list[tuple[int, int]] = Field(
        description="[page, page of the other document], in order."
    )


@router.post(
    "/documents/{uuid:pk}/versions",
    response={
        202: DocumentOut,
        409: DuplicateOut,
        413: ErrorOut,
        415: ErrorOut,
        422: InvalidOut,
        507: ErrorOut,
    },
    tags=["documents"],
)
def create_version(
    request: UserRequest,
    pk: DocumentId,
    file: Annotated[UploadedFile, File(description="The newer PDF.")],
) -> Status[Document]:
    """Upload a newer file. What comes back is the version that waits to be confirmed.

    Follow its `progress`; the document stays as it is until then.
    """
    version = versions.upload_version(
        user=request.user, document=find_document(request, pk), upload=hashed(file)
    )
    return Status(202, find_document(request, version.pk))


@router.post(
    "/documents/{uuid:pk}/versions/confirm",
    response={200: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def confirm_version(request: UserRequest, pk: DocumentId) -> Document:
    """Put the waiting version in the document's place. Its file goes for good."""
    versions.confirm_version(user=request.user, document=find_document(request, pk))
    return find_document(request, pk)


@router.delete(
    "/documents/{uuid:pk}/versions",
    response={204: None, 409: ErrorOut},
    tags=["documents"],
)
def discard_version(request: UserRequest, pk: DocumentId) -> Status[None]:
    """Delete the waiting version for good. The document stays as it is."""
    versions.discard_version(user=request.user, document=find_document(request, pk))
    return Status(204, None)


@router.get(
    "/documents/{uuid:pk}/duplicates", response=list[SharedOut], tags=["documents"]
)
def list_duplicates(request: UserRequest, pk: DocumentId) -> list[dict[str, Any]]:
    """Documents that share pages with this one, those that share most first."""
    document = find_document(request, pk)
    pairs = NearDuplicate.objects.visible_to(request.user).undecided().of(document)
    return [
        {
            "document": {
                "id": shared.other.pk,
                "url": request.build_absolute_uri(shared.other.get_absolute_url()),
            },
            "title": shared.other.title,
            "share": shared.pair.share,
            "pages": shared.pages,
        }
        for pair in pairs.closest_first()[:MOST]
        for shared in [pair.seen_from(document)]
    ]
