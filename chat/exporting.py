"""A chat as a file: every answer with the places that it cites."""

import json
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Prefetch

from chat.models import Chat, Citation, Message
from library.models import Document
from pdfsum.accounts.models import User
from pdfsum.lib.paper import Block, Kind, Paper

Absolute = Callable[[str], str]
UNNAMED = "A chat"
NOT_VISIBLE = "a document that you may not see any more"


def export_of(chat: Chat, *, user: User, absolute: Absolute) -> dict[str, Any]:
    """The chat as JSON holds it. Costs three queries.

    A citation of a document that `user` may not see any more keeps its number only.
    """
    messages = list(
        chat.messages.order_by("pk").prefetch_related(
            Prefetch("citations", queryset=Citation.objects.order_by("number"))
        )
    )
    documents = _visible_documents(user, messages)
    return {
        "title": chat.title,
        "created_at": chat.created_at.isoformat(),
        "messages": [
            {
                "role": message.role,
                "content": message.content,
                "engine": message.engine,
                "model": message.model,
                "created_at": message.created_at.isoformat(),
                "citations": [
                    _cite(citation, documents.get(citation.document_id), absolute)
                    for citation in message.citations.all()
                ],
            }
            for message in messages
        ],
    }


def chat_json(exported: dict[str, Any]) -> bytes:
    return json.dumps(exported, ensure_ascii=False, indent=2).encode() + b"\n"


def chat_paper(exported: dict[str, Any]) -> Paper:
    """The chat as people read it, of what `export_of` gave. Costs no query."""
    blocks: list[Block] = []
    for message in exported["messages"]:
        is_question = message["role"] == Message.Role.USER
        blocks.append(
            Block(_heading(message, is_question=is_question), kind=Kind.HEADING)
        )
        blocks.append(Block(message["content"], is_markdown=not is_question))
        blocks += map(_citation_block, message["citations"])
    day = exported["created_at"][:10]
    return Paper(
        title=exported["title"] or UNNAMED,
        about=(f"Begun on {day}.",),
        blocks=tuple(blocks),
    )


def _visible_documents(user: User, messages: Sequence[Message]) -> dict[UUID, Document]:
    ids = {c.document_id for message in messages for c in message.citations.all()}
    documents = Document.objects.visible_to(user).filter(pk__in=ids)
    return documents.only("title").in_bulk()


def _cite(
    citation: Citation, document: Document | None, absolute: Absolute
) -> dict[str, Any]:
    if document is None:
        return {"number": citation.number, "document": None}
    query = {
        "page": citation.page,
        "at": f"{citation.start}-{citation.end}",
        "v": citation.text_version_id,
    }
    address = f"{document.get_absolute_url()}?{urlencode(query)}#evidence"
    return {
        "number": citation.number,
        "document": document.title,
        "document_id": str(document.pk),
        "page": citation.page,
        "quote": citation.quote,
        "verified": citation.verified,
        "url": absolute(address),
    }


def _heading(message: dict[str, Any], *, is_question: bool) -> str:
    if is_question:
        return "Question"
    writer = message["model"] or message["engine"]
    return f"Answer by {writer}" if writer else "Answer"


def _citation_block(citation: dict[str, Any]) -> Block:
    number = f"[{citation['number']}]"
    if citation["document"] is None:
        return Block(f"{number} {NOT_VISIBLE}", kind=Kind.ITEM)
    unverified = (
        "" if citation["verified"] else " Not found word for word on that page."
    )
    return Block(
        f"{number} {citation['document']}: “{citation['quote']}”.{unverified}",
        kind=Kind.ITEM,
        mark=f"[p. {citation['page']}]",
        url=citation["url"],
    )
