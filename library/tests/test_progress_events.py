"""The one reader behind all event streams of a process."""

import asyncio
import json

import pytest
from asgiref.sync import sync_to_async
from django.db import InterfaceError, connection

from library import progress_events as module
from library.models import Document, Membership
from library.progress_events import ProgressReader
from library.tests.factories import make_document, make_run

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(module, "READ_SECONDS", 0.01)


@pytest.fixture
def document(alice):
    document = make_document(user=alice, status=Document.Status.PROCESSING)
    make_run(document, user=alice, state="running", stage="reading", pages_total=9)
    return document


@sync_to_async
def change(action, **fields):
    """In a thread of its own, whose connection is not left behind."""
    try:
        action(**fields)
    finally:
        connection.close()


async def collect(stream, found):
    async for chunk in stream:
        found.append(chunk.decode())


def test_it_sends_what_changed_and_ends_with_the_document(alice, document):
    async def follow():
        found = []
        task = asyncio.create_task(
            collect(module.event_stream(alice.pk, document.pk), found)
        )
        while len(found) < 2:
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.1)  # Nothing changed, so nothing is sent.
        await change(Document.objects.update, status=Document.Status.READY)
        await asyncio.wait_for(task, 5)
        return found

    welcome, first, last = asyncio.run(follow())
    assert welcome.startswith(": ")
    number, name, data, *_ = first.split("\n")
    assert (number, name) == ("id: 1", "event: progress")
    assert json.loads(data.removeprefix("data: "))["stage"] == "reading"
    assert last.startswith("id: 2\nevent: done\n")


def test_it_ends_when_the_user_may_not_see_the_document_any_more(alice, document):
    async def follow():
        found = []
        task = asyncio.create_task(
            collect(module.event_stream(alice.pk, document.pk), found)
        )
        while len(found) < 2:
            await asyncio.sleep(0.01)
        await change(Membership.objects.all().delete)
        await asyncio.wait_for(task, 5)
        return found

    assert "event: done" not in asyncio.run(follow())[-1]


def test_it_says_something_while_nothing_happens(alice, document, monkeypatch):
    monkeypatch.setattr(module, "COMMENT_SECONDS", 0.05)

    async def follow():
        stream = module.event_stream(alice.pk, document.pk)
        found = [await anext(stream) for _ in range(4)]
        await stream.aclose()
        return found

    assert asyncio.run(follow())[-1] == b": still here\n\n"


def test_one_read_serves_all_and_nothing_is_read_for_nobody(
    alice, document, monkeypatch
):
    reads = []
    read_states = module._read_states

    def counted(ids):
        reads.append(set(ids))
        return read_states(ids)

    monkeypatch.setattr(module, "_read_states", counted)

    async def follow():
        reader = ProgressReader()
        watches = [reader.watch(alice.pk, document.pk) for _ in range(50)]
        states = await asyncio.gather(*(anext(watch) for watch in watches))
        assert {state.pages_total for state in states} == {9}
        assert len(reads) <= 3
        for watch in watches:
            await watch.aclose()
        assert not reader._watchers
        await asyncio.wait_for(reader._task, 5)

    asyncio.run(follow())


def test_a_database_that_is_away_is_asked_again(alice, document, monkeypatch):
    read_states, failures = module._read_states, iter([1, 1])

    async def fail_twice(ids):
        if next(failures, None):
            raise InterfaceError
        return await read_states(ids)

    monkeypatch.setattr(module, "_read_states", fail_twice)

    async def follow():
        stream = module.event_stream(alice.pk, document.pk)
        await anext(stream)
        first = await asyncio.wait_for(anext(stream), 5)
        await stream.aclose()
        return first

    assert b"event: progress" in asyncio.run(follow())
