"""Answers too large for memory, made while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from threading import Lock
from typing import Any, TypeVar

from django.db import connection
from django.http import StreamingHttpResponse

Part = TypeVar("Part")

_END = object()


async def in_thread(parts: Generator[Part, None, None]) -> AsyncIterator[Part]:
    """The parts of a generator, each made in a thread while the event loop goes on.

    Between two parts no database connection is held: whoever reads slowly holds up
    nobody else. So a part must not rest on a transaction or a cursor of the one before.
    A reader who leaves closes the generator, once the part at work is done.
    """
    at_work = Lock()
    try:
        while (part := await asyncio.to_thread(_step, parts, at_work)) is not _END:
            yield part
    finally:
        await asyncio.shield(asyncio.to_thread(_apart, parts.close, at_work))


class PartsResponse(StreamingHttpResponse):
    """Parts of a generator: in threads under ASGI, one after the other elsewhere."""

    def __init__(self, parts: Generator[bytes, None, None], **options: Any) -> None:
        self._parts = parts
        super().__init__(parts, **options)

    def __aiter__(self) -> AsyncIterator[bytes]:
        return in_thread(self._parts)


def stream(
    parts: Generator[bytes, None, None],
    *,
    content_type: str,
    headers: dict[str, str] | None = None,
    only_headers: bool = False,
) -> StreamingHttpResponse:
    """A response of unknown length, never kept by any cache nor buffered by a proxy.

    `only_headers` answers HEAD: nothing is made that nobody would get.
    """
    # The request lives as long as the stream: its connection goes back to the pool.
    if not connection.in_atomic_block:
        connection.close()
    return PartsResponse(
        _nothing() if only_headers else parts,
        content_type=content_type,
        headers={
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
            **(headers or {}),
        },
    )


def _nothing() -> Generator[bytes, None, None]:
    yield from ()


def _step(parts: Generator[Part, None, None], at_work: Lock) -> Part:
    return _apart(lambda: next(parts, _END), at_work)  # type: ignore[return-value]


def _apart(call: Callable[[], Part], at_work: Lock) -> Part:
    """In a thread of the pool, whose connection belongs to it alone."""
    with at_work:
        try:
            return call()
        finally:
            connection.close()
