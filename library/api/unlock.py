"""For programs: the password of an encrypted PDF, and pages to be tried again."""

from ninja import Field, Schema, Status
from pydantic import SecretStr

from library import actions
from library.api.parameters import DocumentId, find_document
from library.api.router import router
from library.models import Document
from library.schemas import DocumentOut, ErrorOut, InvalidOut
from pdfsum.accounts.http import UserRequest


class UnlockIn(Schema):
    """The password is used once, and neither stored nor logged."""

    password: SecretStr = Field(description="What opens the PDF.")


@router.post(
    "/documents/{uuid:pk}/unlock",
    response={
        202: DocumentOut,
        409: ErrorOut,
        422: InvalidOut,
        429: ErrorOut,
        507: ErrorOut,
    },
    tags=["documents"],
)
def unlock_document(
    request: UserRequest, pk: DocumentId, data: UnlockIn
) -> Status[Document]:
    """Give a document that failed with `password_required` its password.

    What is kept is a copy without encryption that only this document uses.
    """
    actions.unlock_document(
        user=request.user,
        document=find_document(request, pk),
        password=data.password.get_secret_value(),
    )
    return Status(202, find_document(request, pk))


@router.post(
    "/documents/{uuid:pk}/retry",
    response={202: DocumentOut, 409: ErrorOut},
    tags=["documents"],
)
def retry_pages(request: UserRequest, pk: DocumentId) -> Status[Document]:
    """Try the pages again that failed; the others are not read anew."""
    actions.retry_pages(user=request.user, document=find_document(request, pk))
    return Status(202, find_document(request, pk))
