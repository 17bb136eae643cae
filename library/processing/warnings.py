"""What a reader should know about a document that could be read only in part."""

from collections.abc import Sequence
from typing import Any

# More page numbers than this make a sentence nobody reads.
NAMED_PAGES = 12


def page_warnings(
    *, empty: Sequence[int], failed: Sequence[int], page_count: int
) -> list[dict[str, Any]]:
    """`[{code, detail, pages}]` for pages without text and pages that failed."""
    warnings: list[dict[str, Any]] = []
    if empty and len(empty) == page_count:
        detail = "No page has text. It may be a scan: only its pictures can be seen."
        warnings.append({"code": "no_text", "detail": detail, "pages": list(empty)})
    elif empty:
        detail = f"No text on {_name(empty)}: pictures only, or blank."
        warnings.append(
            {"code": "pages_without_text", "detail": detail, "pages": list(empty)}
        )
    if failed:
        rest = " The rest is searchable." if len(failed) < page_count else ""
        detail = f"Could not read {_name(failed)}.{rest}"
        warnings.append(
            {"code": "pages_failed", "detail": detail, "pages": list(failed)}
        )
    return warnings


def _name(pages: Sequence[int]) -> str:
    if len(pages) == 1:
        return f"page {pages[0]}"
    named = ", ".join(map(str, pages[:NAMED_PAGES]))
    rest = len(pages) - NAMED_PAGES
    return f"pages {named}" + (f" and {rest} more" if rest > 0 else "")
