"""Request bodies under ASGI: counted as they arrive and kept beside the storage.

Django spools a whole body to the temporary folder before any view runs, however
large it is and however small that folder. These two stop the one and move the other.
"""

import asyncio
import errno
import os
import tempfile
from collections.abc import Awaitable, Callable, Mapping
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler

from pdfsum.answers import tell_early
from pdfsum.middleware import CONTENT_SECURITY_POLICY

Scope = dict[str, Any]
Message = Mapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

MEGABYTE = 1024 * 1024
# The addresses that take files; a test compares them with the URLs.
UPLOAD_PATHS = {"/documents/", "/api/v1/documents", "/libraries/import/"}
# Boundaries, field names and the other fields of a form around its files.
FORM_OVERHEAD = MEGABYTE
# Everywhere else. Django's own limit on what it holds in memory is half of it.
SMALL_LIMIT = 5 * MEGABYTE
# Larger bodies go to disk, in a thread: a disk that is busy holds up this body only.
SPOOL_IN_MEMORY = 256 * 1024
# So much is written at a time, and held in memory by each upload. The hops to the
# thread then cost nothing (`python -m benchmarks.transfer_variants`).
SPOOL_BATCH = MEGABYTE


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
        limit = _limit_of(scope)
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

    # What is sent at a time: a chunk of a file (`library.file_response`) goes whole.
    chunk_size = 256 * 1024

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

    def create_request(self, scope: Mapping[str, Any], body_file: IO[bytes]) -> Any:
        """Say the length of a body that came in chunks: Django reads none without."""
        if not any(name == b"content-length" for name, _ in scope["headers"]):
            size = str(body_file.seek(0, os.SEEK_END)).encode()
            body_file.seek(0)
            headers = [*scope["headers"], (b"content-length", size)]
            scope = {**scope, "headers": headers}
        return super().create_request(scope, body_file)


async def _spool(receive: Receive, body: Any) -> None:
    more, seen, held = True, 0, 0
    parts: list[bytes] = []
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RequestAborted
        parts.append(message.get("body", b""))
        seen, held = seen + len(parts[-1]), held + len(parts[-1])
        more = message.get("more_body", False)
        if held >= SPOOL_BATCH or (not more and seen > SPOOL_IN_MEMORY):
            await asyncio.to_thread(body.writelines, parts)
            parts, held = [], 0
    body.writelines(parts)
    body.seek(0)


def _content_length(scope: Scope) -> int:
    for name, value in scope["headers"]:
        if name == b"content-length" and value.isdigit():
            return int(value)
    return 0


def _is_upload(scope: Scope) -> bool:
    """A POST of files by somebody who shows a key or a session.

    Whether they are good is seen later; a stranger without either gets no disk.
    """
    if scope["method"] != "POST" or scope["path"] not in UPLOAD_PATHS:
        return False
    return any(name in (b"authorization", b"cookie") for name, _ in scope["headers"])


def _limit_of(scope: Scope) -> int:
    if _is_upload(scope):
        return settings.PDFSUM_MAX_UPLOAD_MB * MEGABYTE + FORM_OVERHEAD
    return SMALL_LIMIT


async def _answer_too_large(scope: Scope, send: Send) -> None:
    if _is_upload(scope):
        code, what, megabytes = (
            "file_too_large",
            "upload",
            settings.PDFSUM_MAX_UPLOAD_MB,
        )
        taker = "this library takes at once"
    else:
        code, what, megabytes = "body_too_large", "request", SMALL_LIMIT // MEGABYTE
        taker = "this address takes"
    sentence = f"This {what} is larger than {megabytes} MB, the most that {taker}."
    await _answer(scope, send, 413, code, sentence)


async def _answer(
    scope: Scope, send: Send, status: int, code: str, sentence: str
) -> None:
    """A whole response: no middleware is above this one."""
    is_htmx = dict(scope["headers"]).get(b"hx-request") == b"true"
    response = tell_early(
        scope["path"], status=status, code=code, detail=sentence, is_htmx=is_htmx
    )
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Content-Length"] = str(len(response.content))
    response["Connection"] = "close"
    headers = [
        (name.lower().encode("latin-1"), value.encode("latin-1"))
        for name, value in response.items()
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": response.content})
