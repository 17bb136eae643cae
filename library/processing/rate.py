"""How fast a job goes now, rather than since it began."""

import time
from collections import deque

# Long enough to even out single pages, short enough to follow a change from text
# to scans, which take ten times as long.
WINDOW = 30.0
# Fewer seconds say nothing about the next page.
SHORTEST = 2.0


class Rate:
    """Pages per minute over the last half minute."""

    def __init__(self) -> None:
        self._marks: deque[tuple[float, int]] = deque()

    def after(self, done: int) -> float | None:
        """The rate with `done` pages behind us now; None while it is not known."""
        now = time.monotonic()
        if not done:
            return None
        self._marks.append((now, done))
        while len(self._marks) > 2 and now - self._marks[1][0] >= WINDOW:
            self._marks.popleft()
        since, earlier = self._marks[0]
        if now - since < SHORTEST or done <= earlier:
            return None
        return round((done - earlier) / (now - since) * 60, 1)
