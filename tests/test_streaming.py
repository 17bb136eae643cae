"""Answers that are made while they are sent."""

import asyncio
import threading
import time

import pytest
from django.db import connection

from pdfsum.lib.streaming import in_thread, stream


class Parts:
    """A generator that notes what becomes of it."""

    def __init__(self, count=3):
        self.count = count
        self.made = 0
        self.closed = False
        self.threads = set()

    def __iter__(self):
        try:
            for number in range(self.count):
                self.made += 1
                self.threads.add(threading.get_ident())
                yield b"%d" % number
        finally:
            self.closed = True


async def collect(response):
    return [part async for part in response]


def test_it_gives_every_part_without_holding_the_event_loop():
    parts = Parts()
    response = stream(iter(parts), content_type="text/plain")
    assert asyncio.run(collect(response)) == [b"0", b"1", b"2"]
    assert parts.closed
    assert threading.get_ident() not in parts.threads


def test_parts_are_made_one_at_a_time_as_they_are_taken():
    parts = Parts(count=100)

    async def take_two():
        taken = in_thread(iter(parts))
        await anext(taken)
        await anext(taken)
        return parts.made

    assert asyncio.run(take_two()) == 2


def test_a_reader_who_leaves_closes_the_generator():
    parts = Parts(count=100)

    async def leave():
        taken = in_thread(iter(parts))
        await anext(taken)
        await taken.aclose()

    asyncio.run(leave())
    assert parts.closed
    assert parts.made == 1


def test_a_reader_who_leaves_while_a_part_is_made_closes_it_afterwards():
    parts = Parts(count=100)
    begun, go_on = threading.Event(), threading.Event()

    def slow():
        for part in parts:
            begun.set()
            go_on.wait(5)
            yield part

    made = slow()

    async def leave():
        reading = asyncio.create_task(anext(in_thread(made)))
        await asyncio.to_thread(begun.wait, 5)
        reading.cancel()
        await asyncio.sleep(0.1)  # Closed too early, it would refuse.
        go_on.set()
        await asyncio.gather(reading, return_exceptions=True)
        deadline = time.monotonic() + 5
        while made.gi_frame is not None and time.monotonic() < deadline:
            await asyncio.sleep(0.01)

    asyncio.run(leave())
    assert made.gi_frame is None  # Closed: a generator at work would have refused.


def test_an_error_reaches_the_reader_and_ends_the_stream():
    def breaking():
        yield b"0"
        raise ValueError("Broken.")

    async def read():
        return [part async for part in in_thread(breaking())]

    with pytest.raises(ValueError, match=r"Broken\."):
        asyncio.run(read())


def lent_connections():
    stats = connection.pool.get_stats()
    return stats["pool_size"] - stats["pool_available"]


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_held_between_two_parts():
    """Whatever the reader does: there are fewer connections than slow readers."""
    at_work, between = [], []

    def asking():
        for _ in range(3):
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1")
            at_work.append(lent_connections())
            yield b"."

    async def read():
        between.extend([lent_connections() async for _ in in_thread(asking())])

    connection.ensure_connection()
    own = lent_connections()
    asyncio.run(read())
    assert at_work == [own + 1] * 3
    assert between == [own] * 3


@pytest.mark.django_db(transaction=True)
def test_the_request_gives_its_connection_back_before_the_stream_begins():
    connection.ensure_connection()
    own = lent_connections()
    stream(iter(Parts()), content_type="text/plain")
    assert lent_connections() == own - 1


def test_without_an_event_loop_it_is_read_part_by_part():
    parts = Parts()
    response = stream(iter(parts), content_type="text/plain")
    taken = iter(response)
    assert (next(taken), parts.made) == (b"0", 1)
    assert list(taken) == [b"1", b"2"]
    assert response["Cache-Control"] == "no-store"


def test_who_asks_for_headers_only_has_nothing_made():
    parts = Parts()
    response = stream(
        iter(parts),
        content_type="text/plain",
        headers={"Content-Disposition": "attachment"},
        only_headers=True,
    )
    assert asyncio.run(collect(response)) == []
    assert parts.made == 0
    assert response["Content-Disposition"] == "attachment"
