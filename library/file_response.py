"""The bytes of a document over HTTP: by range, revalidated, in constant memory."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from typing import IO, Any, NamedTuple

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date

from library.models import Document
from library.storage import open_stored

# Large enough that thread hops do not count, small enough for many readers at once
# (`python -m benchmarks.transfer_variants`).
CHUNK = 256 * 1024

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class UnsatisfiableRangeError(Exception):
    """The range begins behind the end of the file."""


class ByteRange(NamedTuple):
    start: int
    length: int


def file_response(
    request: HttpRequest, document: Document, *, as_attachment: bool = False
) -> HttpResponseBase:
    """The PDF: 200, 206 for a single range, 304 if known, 416 for a bad range.

    Needs `stored_file` loaded, else costs a query. Raises `StoredFileMissingError`.
    """
    etag = f'"{document.file_hash}"'
    response = _respond(request, document, etag)
    response["ETag"] = etag
    response["Last-Modified"] = http_date(_modified(document))
    response["Accept-Ranges"] = "bytes"
    # Kept by the browser, yet asked for each time: permission may have ended.
    response["Cache-Control"] = "private, no-cache"
    # Whatever a PDF carries, it acts without our origin's cookies.
    response["Content-Security-Policy"] = "sandbox"
    response["X-Content-Type-Options"] = "nosniff"
    if disposition := content_disposition_header(as_attachment, document.filename):
        response["Content-Disposition"] = disposition
    return response


def _respond(request: HttpRequest, document: Document, etag: str) -> HttpResponseBase:
    known = get_conditional_response(
        request, etag=etag, last_modified=_modified(document)
    )
    if known is not None:
        answer: HttpResponseBase = known
        return answer
    size = document.stored_file.size
    try:
        wanted = _parse_range(request, size, etag)
    except UnsatisfiableRangeError:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    part = wanted or ByteRange(0, size)
    headers = {"Content-Length": str(part.length)}
    if wanted:
        last = part.start + part.length - 1
        headers["Content-Range"] = f"bytes {part.start}-{last}/{size}"
    options: dict[str, Any] = {
        "status": 206 if wanted else 200,
        "content_type": "application/pdf",
        "headers": headers,
    }
    if request.method == "HEAD":
        return HttpResponse(**options)
    file = open_stored(document.stored_file)
    return _StreamedFile(request, file, part, **options)


class _StreamedFile(StreamingHttpResponse):
    """Part of an open file. Closed with the response, also when a client leaves."""

    def __init__(
        self, request: HttpRequest, file: IO[bytes], part: ByteRange, **options: Any
    ) -> None:
        self._file = file
        file.seek(part.start)
        # A synchronous iterator under ASGI would be read whole before it is sent.
        if isinstance(request, ASGIRequest):
            super().__init__(_chunks_async(file, part.length), **options)
        else:
            super().__init__(_chunks(file, part.length), **options)

    def close(self) -> None:
        super().close()
        self._file.close()


async def _chunks_async(file: IO[bytes], length: int) -> AsyncIterator[bytes]:
    """Read in a thread: a disk that is busy holds up this reader only."""
    while length > 0:
        chunk = await asyncio.to_thread(file.read, min(CHUNK, length))
        if not chunk:
            return
        length -= len(chunk)
        yield chunk


def _chunks(file: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0 and (chunk := file.read(min(CHUNK, length))):
        length -= len(chunk)
        yield chunk


def _modified(document: Document) -> int:
    """When its bytes were last others, or later: a new version may take its place."""
    return int(document.updated_at.timestamp())


def _parse_range(request: HttpRequest, size: int, etag: str) -> ByteRange | None:
    """The one range asked for. None for none, for several and for what is no range."""
    found = _RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if not found or found[0] == "bytes=-":
        return None
    if request.headers.get("If-Range", etag) != etag:
        return None
    first, last = found[1], found[2]
    if not first:
        length = min(int(last), size)
        start = size - length
    else:
        start = int(first)
        if last and int(last) < start:
            return None
        length = (min(int(last), size - 1) if last else size - 1) - start + 1
    if length <= 0:
        raise UnsatisfiableRangeError
    return ByteRange(start, length)
