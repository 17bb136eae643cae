"""Work done a few steps ahead of who needs it, in a thread."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def read_ahead(
    read: Callable[[int], T], numbers: Iterable[int], *, ahead: int
) -> Generator[T, None, None]:
    """`read(number)` for each number in order, at most `ahead` of them beforehand.

    All calls are made by one thread, one after the other. What `read` raises is raised
    here, in its turn. Close the iterator: it waits for the call at work, and the
    others are not made.
    """
    remaining = iter(numbers)
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="read-ahead")
    try:
        waiting = deque(
            pool.submit(read, number) for number in islice(remaining, ahead)
        )
        while waiting:
            result = waiting.popleft().result()
            waiting.extend(pool.submit(read, number) for number in islice(remaining, 1))
            yield result
    finally:
        pool.shutdown(cancel_futures=True)
