"""What templates ask of a document beyond its fields."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.urls import reverse

from library.models import Document, Tag
from library.models.near_duplicates import Shared
from library.pictures import picture_version
from library.reading.contents import mark_current, read_contents
from library.reading.page_text import Reading
from library.reading.twins import Waiting, twins_of, waiting_version
from library.usage import usage_of
from pdfsum.accounts.models import User

register = template.Library()


@register.simple_tag
def contents_of(document: Document, reading: Reading | None) -> list[dict[str, Any]]:
    """Its table of contents, the entry of the page that is read marked. A query."""
    return mark_current(read_contents(document), reading.number if reading else None)


@register.filter
def source_of(document: Document, field: str) -> dict[str, Any]:
    """Where a fact comes from: {source, page, precision}, or nothing."""
    found: dict[str, Any] = document.fact_sources.get(field, {})
    return found


@register.filter
def undo_in(extra_tags: str | None) -> dict[str, Any] | None:
    """The undo form that a message carries along, if it does (`views.bulk`)."""
    if not extra_tags or not extra_tags.startswith("{"):
        return None
    found: dict[str, Any] = json.loads(extra_tags)
    return found


@register.simple_tag(name="twins_of")
def _twins_of(document: Document, user: User) -> list[Shared]:
    """Documents that share pages with it. A query."""
    return twins_of(document, user)


@register.simple_tag(name="waiting_version")
def _waiting_version(document: Document) -> Waiting | None:
    """The new version that waits for it, if any. A query, two if there is one."""
    return waiting_version(document)


@register.simple_tag
def use_of(user: User) -> dict[str, int]:
    """`documents` and `bytes` of what a user has added. A query."""
    return usage_of(user)


@register.simple_tag
def thumbnail_url(document: Document) -> str:
    """Where its thumbnail is, 320 pixels wide, under an address of this version."""
    return _versioned(
        reverse("library:document_thumbnail", args=[document.pk]), document
    )


@register.simple_tag
def page_picture_url(document: Document, number: int) -> str:
    """Where the picture of one page is, under an address of this version."""
    path = reverse("library:document_page_picture", args=[document.pk, number])
    return _versioned(path, document)


def _versioned(path: str, document: Document) -> str:
    return f"{path}?v={picture_version(document)}"


@register.filter
def item(mapping: Mapping[str, Any], key: str) -> Any:
    """What a mapping holds under a key that is known at run time only."""
    return mapping.get(key, "")


@register.filter
def own_first(tags: Iterable[Tag]) -> list[Tag]:
    """A document's prefetched tags: by name, those that people put on before others."""
    return sorted(tags, key=lambda tag: tag.suggested)


@register.filter
def suggested(tags: Iterable[Tag]) -> list[Tag]:
    """Of a document's prefetched tags those that only the program proposes."""
    return [tag for tag in tags if tag.suggested]
