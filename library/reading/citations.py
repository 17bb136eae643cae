"""A summary as its page prints it: every sentence with the way to its evidence."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from library.models import Document, Summary


@dataclass(frozen=True)
class CitedSentence:
    text: str
    page: int | None
    quote_found: bool
    url: str


@dataclass(frozen=True)
class CitedSummary:
    pk: UUID
    sentences: list[CitedSentence]
    coverage_text: str
    origin: str


def cite_summary(document: Document) -> CitedSummary | None:
    """The newest summary, or None. Costs one query."""
    summary = document.summaries.written().first()
    return cite(document, summary) if summary else None


def cite(document: Document, summary: Summary) -> CitedSummary:
    """One summary of this document. Costs no query."""
    # Offsets of an older reading would mark other words.
    is_current = summary.text_version_id == document.current_text_id
    return CitedSummary(
        pk=summary.pk,
        sentences=[
            _cite(document, sentence, exact=is_current)
            for sentence in summary.sentences
        ],
        coverage_text=_coverage(summary.pages_read, summary.pages_total),
        origin=_origin(summary),
    )


def _cite(
    document: Document, sentence: dict[str, Any], *, exact: bool
) -> CitedSentence:
    page, found = sentence.get("page"), bool(sentence.get("quote_found"))
    url = ""
    if page:
        query = {"page": page}
        if exact and found:
            query["at"] = f"{sentence['start']}-{sentence['end']}"
        anchor = "evidence" if "at" in query else "page"
        url = f"{document.get_absolute_url()}?{urlencode(query)}#{anchor}"
    return CitedSentence(sentence["text"], page, found, url)


def _coverage(read: int, total: int) -> str:
    if read < total:
        return f"Covers {read:,} of {total:,} pages."
    return f"Covers all {total:,} pages." if total > 1 else "Covers the whole page."


def _origin(summary: Summary) -> str:
    if summary.engine == "extractive":
        return "Key sentences, picked from the document word for word."
    return f"Written by {summary.model or summary.engine}."
