"""The outline (bookmarks) of an open PDF. Runs in the child process."""

import ctypes
from typing import Any

import pypdfium2.raw as pdfium

# A table of contents longer or deeper than this helps nobody; files may hold cycles.
MAX_ENTRIES = 2000
MAX_DEPTH = 8
# Bytes of UTF-16: longer titles are cut off anyway.
_LONGEST_TITLE = 10_000


def read_outline(document: Any, page_count: int) -> list[tuple[int, str, int | None]]:
    """[level from 1, title, page from 1 or None] in reading order."""
    entries: list[tuple[int, str, int | None]] = []
    seen: set[int] = set()
    waiting = [(1, pdfium.FPDFBookmark_GetFirstChild(document, None))]
    while waiting and len(entries) < MAX_ENTRIES:
        level, entry = waiting.pop()
        address = ctypes.cast(entry, ctypes.c_void_p).value
        if not address or address in seen:
            continue
        seen.add(address)
        entries.append((level, _title(entry), _page(document, entry, page_count)))
        waiting.append((level, pdfium.FPDFBookmark_GetNextSibling(document, entry)))
        if level < MAX_DEPTH:
            child = pdfium.FPDFBookmark_GetFirstChild(document, entry)
            waiting.append((level + 1, child))
    return entries


def _title(entry: Any) -> str:
    size = pdfium.FPDFBookmark_GetTitle(entry, None, 0)
    if not 2 < size <= _LONGEST_TITLE:
        return ""
    buffer = ctypes.create_string_buffer(size)
    pdfium.FPDFBookmark_GetTitle(entry, buffer, size)
    return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def _page(document: Any, entry: Any, page_count: int) -> int | None:
    target = pdfium.FPDFBookmark_GetDest(document, entry)
    if not target:
        action = pdfium.FPDFBookmark_GetAction(entry)
        # Actions that open programs or web pages lead to no page of this file.
        if not action or pdfium.FPDFAction_GetType(action) != pdfium.PDFACTION_GOTO:
            return None
        target = pdfium.FPDFAction_GetDest(document, action)
    index: int = pdfium.FPDFDest_GetDestPageIndex(document, target) if target else -1
    return index + 1 if 0 <= index < page_count else None
