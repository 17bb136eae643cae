"""The child process that touches PDFs: run as a module, spoken to over its pipes.

pdfium is C++ that reads what strangers send. Here it may crash, hang or eat memory, and
costs its parent one page. Requests and replies are JSON after four bytes of length,
big-endian. A request is {"id", "do", ...}; its reply has the same id and `result`, or
`error` with `detail`. The process imports no Django, knows no environment and ends with
its parent.
"""

import base64
import ctypes
import json
import os
import resource
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any, BinaryIO

import pypdfium2.raw as pdfium

from pdfsum.engines.highlights import merge
from pdfsum.engines.page_text import assemble
from pdfsum.engines.pdf_lines import Rect, Sheet
from pdfsum.lib.process import die_with_parent

# Address space, not memory in use. Ordinary PDFs need less than a quarter of it.
MEMORY_LIMIT = 1024**3
# What pdfium's error numbers come to for the person who sent the file.
_OPEN_ERRORS = {
    pdfium.FPDF_ERR_PASSWORD: "password",
    pdfium.FPDF_ERR_SECURITY: "security",
}


class RefusedError(Exception):
    """An answer other than a result: `error` names it, `detail` is a number."""

    def __init__(self, error: str, detail: int = 0) -> None:
        super().__init__(error)
        self.error = error
        self.detail = detail


class OpenPdf:
    """One open file. Each method is a request of the same name."""

    def __init__(self, path: str, password: str, max_pages: int) -> None:
        # One without a password may still want the empty one, which NULL means too.
        secret = password.encode() or None
        self._document = pdfium.FPDF_LoadDocument(os.fsencode(path), secret)
        if not self._document:
            error = pdfium.FPDF_GetLastError()
            raise RefusedError(_OPEN_ERRORS.get(error, "unreadable"))
        self._count: int = pdfium.FPDF_GetPageCount(self._document)
        if self._count < 1:
            raise RefusedError("no_pages")
        if self._count > max_pages:
            raise RefusedError("too_many_pages", self._count)

    def facts(self) -> dict[str, Any]:
        return {
            "page_count": self._count,
            "title": self._meta(b"Title"),
            "author": self._meta(b"Author"),
        }

    def page(self, number: int) -> dict[str, Any]:
        sheet = self._sheet(number)
        try:
            characters = sheet.characters()
            made = assemble(characters, sheet.lines(characters))
            return {
                "text": made.text,
                "text_map": base64.b64encode(made.text_map).decode(),
                "headings": made.headings,
                "main_heading": made.main_heading,
                "width": sheet.width,
                "height": sheet.height,
            }
        finally:
            sheet.close()

    def boxes(self, number: int, spans: list[tuple[int, int]]) -> list[Rect]:
        sheet = self._sheet(number)
        try:
            return merge(
                (rect, sheet.runs_sideways(index))
                for start, end in spans
                for index in range(max(start, 0), min(end, sheet.count))
                if (rect := sheet.rect(index))
            )
        finally:
            sheet.close()

    def text_under(self, number: int, box: list[float]) -> str:
        sheet = self._sheet(number)
        try:
            return sheet.text_under(Rect(*box))
        finally:
            sheet.close()

    def _sheet(self, number: int) -> Sheet:
        if not 1 <= number <= self._count:
            raise RefusedError("page", number)
        try:
            return Sheet(self._document, number - 1)
        except ValueError as exc:
            raise RefusedError("page", number) from exc

    def _meta(self, name: bytes) -> str:
        size = pdfium.FPDF_GetMetaText(self._document, name, None, 0)
        # Longer ones are no titles, and a hostile file may hold megabytes.
        if not 2 < size <= 10_000:
            return ""
        buffer = ctypes.create_string_buffer(size)
        pdfium.FPDF_GetMetaText(self._document, name, buffer, size)
        return buffer.raw[: size - 2].decode("utf-16-le", "ignore")


def read_message(stream: BinaryIO) -> dict[str, Any] | None:
    """The next request, or None when the parent is gone."""
    header = stream.read(4)
    if len(header) < 4:
        return None
    body = stream.read(struct.unpack(">I", header)[0])
    message: dict[str, Any] = json.loads(body)
    return message


def write_message(stream: BinaryIO, message: dict[str, Any]) -> None:
    body = json.dumps(message).encode()
    stream.write(struct.pack(">I", len(body)) + body)
    stream.flush()


def serve(requests: BinaryIO, replies: BinaryIO) -> None:
    """Answer until the parent closes its end. The first request opens the file."""
    opened: OpenPdf | None = None
    while (message := read_message(requests)) is not None:
        request, action = message.pop("id"), message.pop("do")
        try:
            if opened is None:
                opened = OpenPdf(**message)
                result: Any = opened.facts()
            else:
                method: Callable[..., Any] = getattr(opened, action)
                result = method(**message)
            reply = {"id": request, "result": result}
        except RefusedError as exc:
            reply = {"id": request, "error": exc.error, "detail": exc.detail}
        except MemoryError:
            reply = {"id": request, "error": "memory", "detail": 0}
        write_message(replies, reply)


def confine() -> None:
    """Give up what reading a PDF does not need."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    limits = {"RLIMIT_AS": MEMORY_LIMIT, "RLIMIT_CORE": 0, "RLIMIT_FSIZE": 0}
    for name, limit in limits.items():
        _, hard = resource.getrlimit(getattr(resource, name))
        if hard != resource.RLIM_INFINITY:
            limit = min(limit, hard)
        try:
            resource.setrlimit(getattr(resource, name), (limit, limit))
        except (ValueError, OSError):
            # macOS knows no limit of address space.
            continue
    die_with_parent(signal.SIGKILL)


def main() -> None:
    # Whatever a library prints must not get between the replies.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    confine()
    serve(sys.stdin.buffer, replies)


if __name__ == "__main__":
    main()
