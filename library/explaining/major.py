from collections.abc import Callable
from dataclasses import dataclass

from library.explaining.cast import Cast


@dataclass(frozen=True)
class MajorQuery:
    """A query that must stay fast, and who waits for it. `run` sends it."""

    name: str
    why: str
    run: Callable[[Cast], object]
