"""One cached data set: its keys, its lifetime, how it is read and forgotten.

A value that was computed before a write is never stored after it. Who finds nothing
leaves a note under the key, computes, and stores the value only if that note is still
there: the write that made the value wrong has deleted it. The idea is that of the
leases of memcache at Facebook (Nishtala and others, 2013).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar, cast
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction

from pdfsum.lib.data_cache import DataCache

# Values are JSON objects, arrays or numbers, never strings: a string is a note.
Value = TypeVar("Value")

# Longer than any value takes; whoever dies meanwhile keeps others from storing so long.
NOTE_SECONDS = 30
# A DEL of so many keys is one message of 50 kB.
BATCH = 1000

_all: "list[CachedData[Any]]" = []


def all_cached_data() -> "list[CachedData[Any]]":
    """Every cached data set of this process, with its counters."""
    return list(_all)


@dataclass(eq=False)
class CachedData(Generic[Value]):
    """`key` makes the key from what a value is of; `lifetime` names a setting.

    `hits` and `misses` count in this process, since it started.
    """

    name: str
    key: Callable[..., str]
    lifetime: str
    hits: int = 0
    misses: int = 0
    _counting: Lock = field(default_factory=Lock, repr=False)

    def __post_init__(self) -> None:
        _all.append(self)

    def read(
        self,
        *of: object,
        make: Callable[[], Value],
        is_current: Callable[[Value], bool] = lambda value: True,
    ) -> Value:
        """The value of `of`, from the cache or made now. `None` is never kept.

        A value that is not current is made anew. Inside a transaction the cache is left
        alone: what is seen there may be rolled back. Costs a round trip to Valkey,
        three when the value is made.
        """
        if connection.in_atomic_block:
            return make()
        key = self.key(*of)
        found = cache.get(key)
        if found is not None and not isinstance(found, str):
            if is_current(found):
                self._count(hit=True)
                return cast(Value, found)
            cache.delete(key)
        self._count(hit=False)
        return self._make(key, make)

    def peek(self, *of: object) -> Value | None:
        """What is cached now, if anything, current or not. Counts nothing."""
        found = cache.get(self.key(*of))
        return None if isinstance(found, str) else cast("Value | None", found)

    def forget(self, *keys_of: object) -> None:
        """Drop these values as soon as the transaction is committed.

        Each of `keys_of` is what a value is of, a tuple where that is several things.
        """
        if keys_of:
            self.forget_later(lambda: keys_of)

    def forget_later(self, keys_of: Callable[[], Iterable[object]]) -> None:
        """The same for keys that are asked for once the transaction is committed.

        An error in asking is logged, and does not undo what is committed.
        """

        def delete() -> None:
            keys = [
                self.key(*of) if isinstance(of, tuple) else self.key(of)
                for of in keys_of()
            ]
            for start in range(0, len(keys), BATCH):
                cache.delete_many(keys[start : start + BATCH])

        # A function with a name, by which Django's log calls it.
        transaction.on_commit(delete, robust=True)

    def _make(self, key: str, make: Callable[[], Value]) -> Value:
        note = f"being made: {uuid4().hex}"
        mine = cache.add(key, note, NOTE_SECONDS)
        value = make()
        if mine and value is not None:
            seconds = getattr(settings, self.lifetime)
            store = cast(DataCache, cache)
            store.replace(key, held=note, value=value, seconds=seconds)
        return value

    def _count(self, *, hit: bool) -> None:
        with self._counting:
            self.hits += hit
            self.misses += not hit
