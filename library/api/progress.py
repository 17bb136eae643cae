"""How far a document is: asked once, or followed as events."""

from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse
from django.shortcuts import get_object_or_404

from library.api.parameters import DocumentId
from library.api.router import router
from library.models import Document
from library.progress_events import event_stream
from library.schemas import DocumentProgressOut
from library.waiting import explain
from pdfsum.accounts.http import UserRequest

EVENTS = "text/event-stream"
STREAM = {
    "schema": {"type": "string"},
    "example": 'id: 1\nevent: progress\ndata: {"status": "processing", …}\n\n',
}
RESPONSES = {200: {"content": {EVENTS: STREAM}}}


@router.get(
    "/documents/{uuid:pk}/progress",
    response=DocumentProgressOut,
    openapi_extra={"responses": RESPONSES},
    tags=["documents"],
)
def get_progress(
    request: UserRequest, pk: DocumentId
) -> dict[str, Any] | StreamingHttpResponse:
    """How far processing has come, and what a document waits for.

    With `Accept: text/event-stream`, each change as an event `progress`, the last one
    as `done`.
    """
    documents = Document.objects.visible_to(request.user).select_related("current_run")
    document = get_object_or_404(documents, pk=pk)
    if request.get_preferred_type(["application/json", EVENTS]) == EVENTS:
        return _follow(request.user.pk, document)
    return explain([document])[document.pk]


def _follow(user_id: int, document: Document) -> StreamingHttpResponse:
    # The request lives as long as the stream: its connection goes back to the pool.
    connection.close()
    return StreamingHttpResponse(
        event_stream(user_id, document.pk),
        content_type=EVENTS,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
