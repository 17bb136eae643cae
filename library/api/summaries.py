"""For programs: the summaries of a document."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Status

from library.actions.summarising import delete_summary, request_summary
from library.api.parameters import DocumentId, Limit, find_document
from library.api.router import router
from library.models import Summary
from library.schemas import ErrorOut, InvalidOut, SummaryIn, SummaryOut
from pdfsum.accounts.http import UserRequest

SummaryId = Annotated[UUID, Path(description="The summary's id.")]


@router.get(
    "/documents/{uuid:pk}/summaries", response=list[SummaryOut], tags=["summaries"]
)
def list_summaries(
    request: UserRequest, pk: DocumentId, limit: Limit = 50
) -> list[Summary]:
    """The summaries of a document, newest first; queued and failed ones too."""
    return list(find_document(request, pk).summaries.newest_first()[:limit])


@router.post(
    "/documents/{uuid:pk}/summaries",
    response={202: SummaryOut, 409: ErrorOut, 422: InvalidOut},
    tags=["summaries"],
)
def create_summary(
    request: UserRequest, pk: DocumentId, data: SummaryIn
) -> Status[Summary]:
    """Ask for a summary. It is written in the background: ask for it until it is ready.

    The same again while it is queued is the one that is queued.
    """
    document = find_document(request, pk)
    wanted = data.dict(exclude_none=True)
    summary = request_summary(user=request.user, document=document, **wanted)
    return Status(202, summary)


@router.get(
    "/documents/{uuid:pk}/summaries/{uuid:sid}",
    response=SummaryOut,
    tags=["summaries"],
)
def get_summary(request: UserRequest, pk: DocumentId, sid: SummaryId) -> Summary:
    """One summary, written or not."""
    return _find(request, pk, sid)


@router.delete(
    "/documents/{uuid:pk}/summaries/{uuid:sid}",
    response={204: None},
    tags=["summaries"],
)
def remove_summary(
    request: UserRequest, pk: DocumentId, sid: SummaryId
) -> Status[None]:
    """Delete a summary for good; one that is queued is not written any more."""
    delete_summary(user=request.user, summary=_find(request, pk, sid))
    return Status(204, None)


def _find(request: UserRequest, pk: UUID, sid: UUID) -> Summary:
    summaries = Summary.objects.visible_to(request.user).select_related("document")
    return get_object_or_404(summaries, pk=sid, document=pk)
