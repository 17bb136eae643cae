"""For programs: chats."""

from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Path, Query

from chat.exporting import UNNAMED, chat_json, chat_paper, export_of
from chat.models import Chat
from pdfsum.accounts.http import UserRequest
from pdfsum.lib import paper
from pdfsum.lib.filenames import clean_name
from pdfsum.lib.routers import HeadRouter

router = HeadRouter()

TEXT: dict[str, Any] = {"schema": {"type": "string"}}
EXAMPLE = {
    "title": "The dam",
    "created_at": "2026-05-01T12:00:00+00:00",
    "messages": [
        {
            "role": "assistant",
            "content": "It held for two days [1].",
            "engine": "extractive",
            "model": "",
            "created_at": "2026-05-01T12:00:02+00:00",
            "citations": [
                {
                    "number": 1,
                    "document": "The Valley Report",
                    "document_id": "01890a5d-ac96-774b-bcce-b302099a8057",
                    "page": 12,
                    "quote": "The dam held for two days.",
                    "verified": True,
                    "url": "https://pdfsum.example/documents/…/?page=12&at=0-26",
                }
            ],
        }
    ],
}
FILE = {
    200: {
        "description": "The file, under the chat's title.",
        "content": {
            "text/markdown": TEXT,
            "text/plain": TEXT,
            "application/pdf": {"schema": {"type": "string", "format": "binary"}},
            "application/json": {"schema": {"type": "object"}, "example": EXAMPLE},
        },
    }
}


class ChatFormat(StrEnum):
    MD = "md"
    TXT = "txt"
    PDF = "pdf"
    JSON = "json"


@router.get(
    "/chats/{uuid:pk}/export", openapi_extra={"responses": FILE}, tags=["chats"]
)
def export_chat(
    request: UserRequest,
    pk: Annotated[UUID, Path(description="The chat's id.")],
    format: Annotated[
        ChatFormat, Query(description="Markdown, text, PDF or JSON.")
    ] = ChatFormat.MD,
) -> HttpResponse:
    """Your chat as a file: each answer with document, page, quote and address."""
    chat = get_object_or_404(Chat.objects.visible_to(request.user), pk=pk)
    exported = export_of(chat, user=request.user, absolute=request.build_absolute_uri)
    if format is ChatFormat.JSON:
        return paper.attachment(
            chat_json(exported),
            filename=clean_name(f"{chat.title or UNNAMED}.json"),
            content_type="application/json",
        )
    return paper.paper_response(chat_paper(exported), paper.Format(format))
