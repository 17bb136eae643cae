"""One change to many documents, for programs."""

from django.shortcuts import get_object_or_404
from ninja import Status

from library.actions.bulk import Change, change_documents
from library.api.router import router
from library.bulk_answers import describe
from library.models import Folder
from library.schemas import ErrorOut, InvalidOut
from library.schemas.bulk import BulkIn, BulkOut
from pdfsum.accounts.http import UserRequest


@router.post(
    "/documents/bulk",
    response={
        200: BulkOut,
        202: BulkOut,
        404: ErrorOut,
        409: ErrorOut,
        422: InvalidOut,
    },
    tags=["documents"],
)
def change_in_bulk(request: UserRequest, data: BulkIn) -> Status[BulkOut]:
    """Tag, move, trash or reprocess many documents at once.

    The same request again finds nothing to do. Of more than 2,000 that match, the
    newest are changed at once; the answer is 202 then, and the workers do the rest.
    """
    folders = Folder.objects.visible_to(request.user)
    folder = get_object_or_404(folders, pk=data.folder) if data.folder else None
    change = Change(data.action, tags=tuple(data.tags), folder=data.folder)
    outcome = change_documents(
        user=request.user, selection=data.selection(), change=change
    )
    told = BulkOut(
        detail=describe(change, outcome, folder),
        changed=len(outcome.changed),
        unchanged=outcome.unchanged,
        read_only=outcome.read_only,
        elsewhere=outcome.elsewhere,
        in_background=outcome.is_going_on,
    )
    return Status(202 if outcome.is_going_on else 200, told)
