"""The child process that touches PDFs: the actions that `child_server` serves.

pdfium is C++ that reads what strangers send. Here it may crash, hang or eat memory, and
costs its parent one page.
"""

import ctypes
import os
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any

import pypdfium2.raw as pdfium

from pdfsum.engines.child_server import Action, Answer, RefusedError, Stream
from pdfsum.engines.highlights import merge
from pdfsum.engines.lines import Rect
from pdfsum.engines.page_text import assemble
from pdfsum.engines.pdf_lines import Sheet
from pdfsum.engines.pdf_outline import read_outline
from pdfsum.engines.pdf_pictures import Form, PictureLimits, render
from pdfsum.engines.pdf_saving import save_unprotected

# What pdfium's error numbers come to for the person who sent the file.
_OPEN_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: "password",
    pdfium.FPDF_ERR_SECURITY: "security",
}


class PdfServer:
    """One open file. Each public method is an action; `open` comes first."""

    _document: Any = None
    _count = 0
    _form: Form | None = None

    def open(self, *, path: str, password: str, max_pages: int) -> int:
        """The number of pages."""
        for secret in encodings_of(password):
            self._document = pdfium.FPDF_LoadDocument(os.fsencode(path), secret)
            if self._document:
                break
            error = pdfium.FPDF_GetLastError()
            if error != pdfium.FPDF_ERR_PASSWORD:
                raise RefusedError(_OPEN_ERRORS.get(error, "unreadable"))
        else:
            raise RefusedError("password")
        self._count = pdfium.FPDF_GetPageCount(self._document)
        if self._count < 1:
            raise RefusedError("no_pages")
        if self._count > max_pages:
            raise RefusedError("too_many_pages", self._count)
        return self._count

    def facts(self) -> dict[str, Any]:
        """Raw strings, and the outline as [level, title, page]."""
        return {
            "title": self._meta(b"Title"),
            "author": self._meta(b"Author"),
            "created": self._meta(b"CreationDate"),
            "outline": read_outline(self._document, self._count),
        }

    def page(self, *, number: int) -> Answer:
        """Text and headings of a page; its map is the payload."""
        with self._sheet(number) as sheet:
            characters = sheet.characters()
            made = assemble(characters, sheet.lines(characters))
            result = {
                "text": made.text,
                "headings": made.headings,
                "main_heading": made.main_heading,
                "width": sheet.width,
                "height": sheet.height,
            }
            return Answer(result, made.text_map)

    def boxes(self, *, number: int, spans: list[tuple[int, int]]) -> list[Rect]:
        with self._sheet(number) as sheet:
            return merge(
                (rect, sheet.runs_sideways(index))
                for start, end in spans
                for index in range(max(start, 0), min(end, sheet.count))
                if (rect := sheet.rect(index))
            )

    def text_under(self, *, number: int, box: list[float]) -> str:
        with self._sheet(number) as sheet:
            return sheet.text_under(Rect(*box))

    def render(
        self, *, number: int, dpi: float, colour: bool, limits: tuple[int, int]
    ) -> Answer:
        """Width, height and channels; the pixels are the payload."""
        self._form = self._form or Form(self._document)
        page = pdfium.FPDF_LoadPage(self._document, number - 1)
        if not page:
            raise RefusedError("page", number)
        try:
            *size, pixels = render(
                page, self._form, dpi=dpi, limits=PictureLimits(*limits), colour=colour
            )
        except ValueError as exc:
            raise RefusedError("page", number) from exc
        finally:
            pdfium.FPDF_ClosePage(page)
        return Answer(size, pixels)

    def save(self) -> Stream:
        """The file without its encryption, in parts."""

        def send(write: Callable[[bytes], None]) -> None:
            if not save_unprotected(self._document, write):
                raise RefusedError("not_saved")

        return Stream(send)

    @contextmanager
    def _sheet(self, number: int) -> Iterator[Sheet]:
        if not 1 <= number <= self._count:
            raise RefusedError("page", number)
        try:
            sheet = Sheet(self._document, number - 1)
        except (ValueError, OverflowError) as exc:
            # Not loaded, or of no finite size.
            raise RefusedError("page", number) from exc
        try:
            yield sheet
        finally:
            sheet.close()

    def _meta(self, name: bytes) -> str:
        size = pdfium.FPDF_GetMetaText(self._document, name, None, 0)
        # Longer ones are no titles, and a hostile file may hold megabytes.
        if not 2 < size <= 10_000:
            return ""
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_GetMetaText(self._document, name, buffer, size)
        return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def encodings_of(password: str) -> list[bytes | None]:
    """The bytes a writer may have made of it, the likeliest first.

    Revisions up to 4 of the standard take an 8-bit encoding, later ones UTF-8 of a
    normal form. None stands for no password, which opens what has an empty one.
    """
    if not password:
        return [None]
    found: list[bytes | None] = []
    for form in ("NFC", "NFKC"):
        text = unicodedata.normalize(form, password)
        for encoding in ("utf-8", "cp1252"):
            with suppress(UnicodeEncodeError):
                secret = text.encode(encoding)
                if secret not in found:
                    found.append(secret)
    return found


def actions() -> Mapping[str, Action]:
    server = PdfServer()
    return {
        "open": server.open,
        "facts": server.facts,
        "page": server.page,
        "boxes": server.boxes,
        "text_under": server.text_under,
        "render": server.render,
        "save": server.save,
    }
