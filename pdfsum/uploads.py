"""Request bodies under ASGI: counted as they arrive and kept beside the storage.

Django spools a whole body to the temporary folder before any view runs, however
large it is and however small that folder. These two stop the one and move the other.
"""

import errno
import json
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Boundaries, field names and the other fields of a form around one file.
FORM_OVERHEAD = 1024 * 1024
# Larger bodies go to disk; a write there is a page-cache copy of one 64 kB chunk.
SPOOL_IN_MEMORY = 256 * 1024


class BodyTooLargeError(Exception):
    """The body passed the limit while it was being read."""


class BodyLimit:
    """ASGI middleware: answer 413 as soon as a body is known to be too large."""

    def __init__(self, app: App) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = settings.PDFSUM_MAX_UPLOAD_MB * 1024 * 1024 + FORM_OVERHEAD
        if _content_length(scope) > limit:
            await _answer_too_large(scope, send)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise BodyTooLargeError
            return message

        try:
            await self.app(scope, counted, send)
        except BodyTooLargeError:
            await _answer_too_large(scope, send)
        except OSError as exc:  # From spooling: Django answers what views raise.
            if exc.errno != errno.ENOSPC:
                raise
            sentence = "The server's disk is full, so the upload was not kept."
            await _answer(scope, send, 507, "disk_full", sentence)


class UploadHandler(ASGIHandler):
    """Django's handler, spooling bodies into `FILE_UPLOAD_TEMP_DIR`."""

    async def read_body(self, receive: Receive) -> IO[bytes]:
        body = tempfile.SpooledTemporaryFile(  # noqa: SIM115 - the request closes it
            max_size=SPOOL_IN_MEMORY, dir=str(settings.FILE_UPLOAD_TEMP_DIR)
        )
        try:
            await _spool(receive, body)
        except BaseException:
            body.close()
            raise
        return body


async def _spool(receive: Receive, body: Any) -> None:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        body.write(message.get("body", b""))
        more = message.get("more_body", False)
    body.seek(0)


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


async def _answer_too_large(scope: Scope, send: Send) -> None:
    sentence = (
        f"This upload is larger than {settings.PDFSUM_MAX_UPLOAD_MB} MB, "
        "the most that this library takes at once."
    )
    await _answer(scope, send, 413, "file_too_large", sentence)


async def _answer(
    scope: Scope, send: Send, status: int, code: str, sentence: str
) -> None:
    """A whole response in the shape that this path's clients expect."""
    if scope["path"].startswith("/api/"):
        content_type = b"application/json"
        body = json.dumps({"code": code, "detail": sentence}).encode()
    else:
        content_type = b"text/plain; charset=utf-8"
        body = sentence.encode()
    headers = [(b"content-type", content_type), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
