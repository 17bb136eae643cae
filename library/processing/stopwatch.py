"""Seconds of several kinds of work, some of it inside other."""

import time


class Stopwatch:
    """Adds to `seconds`, by name. Each second counts for the innermost work only."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self._seconds = seconds
        self._at_work: list[str] = []
        self._since = 0.0

    def enter(self, name: str) -> None:
        self._lap()
        self._at_work.append(name)

    def leave(self) -> None:
        self._lap()
        self._at_work.pop()

    def _lap(self) -> None:
        now = time.monotonic()
        if self._at_work:
            name = self._at_work[-1]
            total = self._seconds.get(name, 0) + now - self._since
            self._seconds[name] = round(total, 6)
        self._since = now
