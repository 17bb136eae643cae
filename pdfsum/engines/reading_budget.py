"""What one document may cost before the rest of its pages is given up."""

import math

from pdfsum.engines.child_process import ChildProcess
from pdfsum.lib.conf import settings

# Time that bought nothing may add up to what so many pages may take: with 30 s for a
# page, a file of nothing but bombs ends after five minutes and not after days.
LOST_PAGES = 10
# Waiting may exceed computing: the machine has other work. Twice is not ordinary.
WAIT_FACTOR = 2


class ReadingBudget:
    """Seconds of processor time, of waiting, and of waiting that brought nothing."""

    def __init__(self) -> None:
        self._computed = self._waited = self._lost = 0.0

    @property
    def is_spent(self) -> bool:
        allowed = settings.PDFSUM_DOCUMENT_CPU_SECONDS
        return (
            self._computed >= allowed
            or self._waited >= WAIT_FACTOR * allowed
            or self._lost >= LOST_PAGES * settings.PDFSUM_PAGE_SECONDS
        )

    @property
    def cpu_seconds_left(self) -> int:
        left = settings.PDFSUM_DOCUMENT_CPU_SECONDS - self._computed
        return max(1, math.ceil(left))

    def waited(self, seconds: float) -> None:
        self._waited += seconds

    def lost(self, child: ChildProcess | None, seconds: float) -> None:
        """A child was lost after so long, or (None) could not be started."""
        self._computed += child.cpu_seconds if child else 0
        self._lost += seconds

    def exhausted(self) -> None:
        """The kernel ended a child for the processor time it used."""
        self._computed = math.inf
