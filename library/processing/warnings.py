"""What a reader should know about how a document was read, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

# More stretches of pages than this make a sentence nobody reads.
NAMED_STRETCHES = 12
# Told, yet nothing to worry about: these pages can be read and searched.
READ_BY_OCR = "read_by_ocr"
FAILED = "pages_failed"

Warnings = list[dict[str, Any]]


def page_warnings(
    *,
    empty: Sequence[int],
    failed: Sequence[int],
    page_count: int,
    reasons: Mapping[int, str] | None = None,
    ocr: Sequence[int] = (),
    with_ocr: bool = False,
) -> Warnings:
    """`[{code, detail, pages}]`: pages without text, pages that failed, pages by OCR.

    `reasons` says of failed pages why (`PageFailedError.explanation`), `with_ocr`
    whether pages without text were given to OCR.
    """
    warnings = _without_text(empty, page_count, with_ocr=with_ocr)
    if failed:
        rest = " The rest is searchable." if len(failed) < page_count else ""
        detail = f"Could not read {_name_with_reasons(failed, reasons or {})}.{rest}"
        warnings.append({"code": FAILED, "detail": detail, "pages": list(failed)})
    if ocr:
        was = "was" if len(ocr) == 1 else "were"
        detail = f"{_capital(name_pages(ocr))} {was} read by OCR, which can misread."
        warnings.append({"code": READ_BY_OCR, "detail": detail, "pages": list(ocr)})
    return warnings


def is_incomplete(warnings: Warnings) -> bool:
    """True when something could not be read. A document read by OCR is ready."""
    return any(warning["code"] != READ_BY_OCR for warning in warnings)


def name_pages(pages: Sequence[int]) -> str:
    """“page 5”, “pages 3–7 and 12”, “pages 1, 3, 5 and 240 more”. Sorted numbers."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    stretches = _stretches(pages)
    names = [
        f"{first}–{last}" if last > first else f"{first}"
        for first, last in stretches[:NAMED_STRETCHES]
    ]
    unnamed = sum(last - first + 1 for first, last in stretches[NAMED_STRETCHES:])
    if unnamed:
        names.append(f"{unnamed:,} more")
    *others, end = names
    return f"pages {', '.join(others)} and {end}" if others else f"pages {end}"


def _without_text(empty: Sequence[int], page_count: int, *, with_ocr: bool) -> Warnings:
    if not empty:
        return []
    if len(empty) == page_count:
        code, start = "no_text", "No page has text"
        if page_count == 1:
            start = "Its only page has no text"
    else:
        code, start = "pages_without_text", f"No text on {name_pages(empty)}"
    why = (
        "blank, or a picture without legible text"
        if with_ocr
        else "blank, or a picture of text, which is read only with OCR switched on"
    )
    return [{"code": code, "detail": f"{start}: {why}.", "pages": list(empty)}]


def _name_with_reasons(failed: Sequence[int], reasons: Mapping[int, str]) -> str:
    """“page 2, because it is damaged; pages 5–7, each because the reader crashed”."""
    grouped: dict[str, list[int]] = {}
    for number in failed:
        grouped.setdefault(reasons.get(number, ""), []).append(number)
    return "; ".join(_because(pages, reason) for reason, pages in grouped.items())


def _because(pages: Sequence[int], reason: str) -> str:
    each = "each " if len(pages) > 1 else ""
    return (
        f"{name_pages(pages)}, {each}because {reason}" if reason else name_pages(pages)
    )


def _stretches(pages: Sequence[int]) -> list[tuple[int, int]]:
    """First and last of each run of neighbours."""
    stretches: list[tuple[int, int]] = []
    for number in pages:
        if stretches and stretches[-1][1] == number - 1:
            stretches[-1] = (stretches[-1][0], number)
        else:
            stretches.append((number, number))
    return stretches


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
