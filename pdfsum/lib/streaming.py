"""Answers too large for memory, made while they are sent."""

import asyncio
from collections.abc import AsyncIterator, Callable, Generator
from typing import TypeVar

from django.db import connection
from django.http import StreamingHttpResponse

Part = TypeVar("Part")

_END = object()


async def in_thread(parts: Generator[Part, None, None]) -> AsyncIterator[Part]:
    """The parts of a generator, each made in a thread while the event loop goes on.

    Between two parts no database connection is held: whoever reads slowly holds up
    nobody else. So a part must not rest on a transaction or a cursor of the one before.
    A reader who leaves closes the generator.
    """
    try:
        while (part := await asyncio.to_thread(_step, parts)) is not _END:
            yield part
    finally:
        await asyncio.shield(asyncio.to_thread(_apart, parts.close))


def stream(
    parts: Generator[bytes, None, None],
    *,
    content_type: str,
    headers: dict[str, str] | None = None,
) -> StreamingHttpResponse:
    """A response of unknown length, never kept by any cache nor buffered by a proxy."""
    # The request lives as long as the stream: its connection goes back to the pool.
    connection.close()
    return StreamingHttpResponse(
        in_thread(parts),
        content_type=content_type,
        headers={
            "Cache-Control": "no-store",
            "X-Accel-Buffering": "no",
            **(headers or {}),
        },
    )


def _step(parts: Generator[Part, None, None]) -> Part:
    return _apart(lambda: next(parts, _END))  # type: ignore[return-value]


def _apart(call: Callable[[], Part]) -> Part:
    """In a thread of the pool, whose connection belongs to it alone."""
    try:
        return call()
    finally:
        connection.close()
