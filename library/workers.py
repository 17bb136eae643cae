"""Which queues have a worker: each reports to the cache, and is forgotten in time.

Without a model and without a query: the parent of a worker's processes holds no
connection that its children could inherit.
"""

from collections.abc import Iterable

from django.core.cache import cache

# Often enough that a cache that was emptied knows of the workers again soon.
REPORT_SECONDS = 10
# Nine reports missed: there is no worker, or none that gets to anything.
SILENCE_SECONDS = 90


def report(queues: Iterable[str]) -> None:
    """A worker lives that takes from these queues. A cache that is down is no error."""
    cache.set_many({_key(queue): True for queue in queues}, SILENCE_SECONDS)


def reported(queues: Iterable[str] = ("interactive", "bulk")) -> set[str]:
    """Those queues, of documents unless told, with a report within `SILENCE_SECONDS`.

    One look into the cache; a cache that is down knows of none.
    """
    queues = tuple(queues)
    found = cache.get_many([_key(queue) for queue in queues])
    return {queue for queue in queues if _key(queue) in found}


def _key(queue: str) -> str:
    return f"library:worker:v1:{queue}"
