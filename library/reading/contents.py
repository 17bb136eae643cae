"""The table of contents of a document, and where in it a page stands."""

from typing import Any

from library.models import Document, TextVersion


def read_contents(document: Document) -> list[dict[str, Any]]:
    """Entries {level, title, page} of the current reading. Costs a query."""
    if not document.current_text_id:
        return []
    readings = TextVersion.objects.filter(pk=document.current_text_id)
    return readings.values_list("outline", flat=True).first() or []


def mark_current(
    entries: list[dict[str, Any]], page: int | None
) -> list[dict[str, Any]]:
    """The entries with `is_current` on the last one that begins up to `page`."""
    begun = [
        index for index, entry in enumerate(entries) if entry["page"] <= (page or 0)
    ]
    latest = max(begun, key=lambda index: (entries[index]["page"], index), default=None)
    return [
        entry | {"is_current": index == latest} for index, entry in enumerate(entries)
    ]
