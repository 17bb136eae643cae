"""What answers quote of documents, taken out when these are deleted for good."""

import re
from collections.abc import Sequence
from itertools import groupby
from uuid import UUID

from chat.models import Citation, Message

REMOVED = "[Removed: its document was deleted.]"
# Its answers consist of nothing but sentences of documents.
EXTRACTIVE = "extractive"


def forget_quotes(document_ids: Sequence[UUID]) -> None:
    """Take the quotes of these documents out of the answers that cite them.

    Call before the citations are deleted, in the same transaction. What a language
    model wrote in words of its own stays; an extractive answer whose quote cannot be
    found in it any more goes as a whole.
    """
    citations = (
        Citation.objects.filter(document__in=document_ids)
        .order_by("message_id", "number")
        .only("message", "number", "quote")
    )
    cited = groupby(citations.iterator(), key=lambda citation: citation.message_id)
    quotes = {message_id: list(group) for message_id, group in cited}
    messages = Message.objects.filter(pk__in=quotes).order_by("pk")
    for message in messages.select_for_update():
        message.content = _without(message, quotes[message.pk])
        message.save(update_fields=["content"])


def _without(message: Message, citations: Sequence[Citation]) -> str:
    content, found_all = message.content, True
    # The longest first: one quote may be part of another.
    for citation in sorted(citations, key=lambda one: -len(one.quote)):
        content, count = _pattern(citation.quote).subn(REMOVED, content)
        found_all = found_all and count > 0
    if message.engine == EXTRACTIVE and not found_all:
        return REMOVED
    for citation in citations:
        content = re.sub(rf"[ \t]*\[{citation.number}\]", "", content)
    return content


def _pattern(quote: str) -> re.Pattern[str]:
    """The words of a quote, however they are spaced; of none, nothing matches."""
    words = map(re.escape, quote.split())
    return re.compile(r"\s+".join(words) or r"(?!)")
