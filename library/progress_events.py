"""Progress as server-sent events: one reader per process for all who watch."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from asgiref.sync import sync_to_async
from django.db import Error as DatabaseProblem
from django.db import connection

from library.models import Document, Membership
from library.schemas import DocumentProgressOut
from library.waiting import explain

logger = logging.getLogger(__name__)

READ_SECONDS = 1.0
# How many reads may pass until it is asked again who may still see what.
PERMISSION_ROUND = 10
# Proxies end a connection that says nothing for a minute.
COMMENT_SECONDS = 15.0

FINAL = {
    Document.Status.READY,
    Document.Status.READY_WITH_WARNINGS,
    Document.Status.FAILED,
}
# What a document shows; None: there is nothing here to see any more.
State = DocumentProgressOut | None
Watch = tuple[int, UUID]


class ProgressReader:
    """Reads while anybody watches, all documents in one go, and holds no connection."""

    def __init__(self) -> None:
        self._watchers: dict[Watch, set[asyncio.Queue[State]]] = defaultdict(set)
        self._task: asyncio.Task[None] | None = None

    async def watch(self, user_id: int, document_id: UUID) -> AsyncIterator[State]:
        """Each new state; None when `COMMENT_SECONDS` brought none that was new.

        Ends after the last state, or when the user may not see the document any more.
        """
        watch = (user_id, document_id)
        news: asyncio.Queue[State] = asyncio.Queue()
        self._watchers[watch].add(news)
        self._start_reading()
        try:
            shown: State = None
            clock = asyncio.get_running_loop().time
            due = clock() + COMMENT_SECONDS
            while True:
                try:
                    state = await asyncio.wait_for(news.get(), due - clock())
                except TimeoutError:
                    self._start_reading()
                    yield None
                    due = clock() + COMMENT_SECONDS
                    continue
                if state is None:
                    return
                if state != shown:
                    yield state
                    shown = state
                    due = clock() + COMMENT_SECONDS
                if state.status in FINAL:
                    return
        finally:
            self._watchers[watch].discard(news)
            if not self._watchers[watch]:
                del self._watchers[watch]

    def _start_reading(self) -> None:
        """Unless it is under way; also when an error ended it."""
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._read())

    async def _read(self) -> None:
        round_number = 0
        while self._watchers:
            watches = list(self._watchers)
            checked = round_number % PERMISSION_ROUND == 0
            try:
                states = await _read_states({pk for _, pk in watches})
                allowed = await _visible(watches) if checked else set(watches)
            except DatabaseProblem:
                logger.warning("Progress could not be read; it is tried again.")
            else:
                self._tell(watches, states, allowed)
            round_number += 1
            await asyncio.sleep(READ_SECONDS)

    def _tell(
        self,
        watches: Iterable[Watch],
        states: Mapping[UUID, DocumentProgressOut],
        allowed: set[Watch],
    ) -> None:
        for watch in watches:
            state = states.get(watch[1]) if watch in allowed else None
            for news in self._watchers.get(watch, ()):
                news.put_nowait(state)


_readers: WeakKeyDictionary[asyncio.AbstractEventLoop, ProgressReader] = (
    WeakKeyDictionary()
)


async def event_stream(user_id: int, document_id: UUID) -> AsyncIterator[bytes]:
    """The bytes of a `text/event-stream`: progress, progress, …, done."""
    reader = _readers.setdefault(asyncio.get_running_loop(), ProgressReader())
    number = 0
    yield b": welcome\n\n"
    async for state in reader.watch(user_id, document_id):
        if state is None:
            yield b": still here\n\n"
            continue
        number += 1
        name = "done" if state.status in FINAL else "progress"
        data = state.model_dump_json()
        yield f"id: {number}\nevent: {name}\ndata: {data}\n\n".encode()


@sync_to_async(thread_sensitive=False)
def _read_states(ids: Iterable[UUID]) -> dict[UUID, DocumentProgressOut]:
    documents = Document.objects.filter(pk__in=ids).select_related("current_run")
    try:
        told: dict[UUID, dict[str, Any]] = explain(documents)
    finally:
        connection.close()
    return {pk: DocumentProgressOut(**state) for pk, state in told.items()}


@sync_to_async(thread_sensitive=False)
def _visible(watches: list[Watch]) -> set[Watch]:
    """Those whose user may still see the document: `visible_to` for all at once."""
    users, documents = zip(*watches, strict=True)
    members = Membership.objects.filter(
        user__in=users, user__is_active=True, library__documents__in=documents
    )
    try:
        return set(members.values_list("user", "library__documents"))
    finally:
        connection.close()
