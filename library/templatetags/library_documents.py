"""What templates ask of a document beyond its fields."""

from typing import Any

from django import template

from library.models import Document
from library.reading.contents import mark_current, read_contents
from library.reading.page_text import Reading

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
