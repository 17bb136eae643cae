"""How far a run has come, told to the database often enough to be believed."""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar, cast

from library.models import ProcessingRun
from library.processing.memory import PeakMemory
from library.processing.rate import Rate
from library.processing.stopwatch import Stopwatch

T = TypeVar("T")
Stage = ProcessingRun.Stage
_END = object()

# A page that polls once a second sees every step; a heartbeat costs one UPDATE.
INTERVAL = 0.5
# Where each stage begins and ends on the bar, in percent. Reading covers splitting,
# embedding and saving, which go on at the same time.
SHARES = {
    Stage.READING: (0, 90),
    Stage.SPLITTING: (90, 90),
    Stage.EMBEDDING: (90, 90),
    Stage.SUMMARISING: (90, 97),
    Stage.TAGGING: (97, 99),
}
# More is a book: half a minute of a slot, at 0.3 s for a page and 3 s with OCR.
LARGE_PAGES = 100
LARGE_OCR_PAGES = 10
# How often a long run looks whether others wait for its slot, in seconds.
LOOK_ROUND = 1.0
# One that had to give way works so long before it does so again.
UNDISTURBED = 10.0
# A turn: so long, users of long documents wait for each other.
TURN = 60.0


class ClaimLostError(Exception):
    """Another worker took the run over, or the document is gone: stop quietly."""


class GaveWayError(Exception):
    """Others wait for the slot of this run, which goes on later where it stopped."""


class Progress:
    """Saves stage, pages and heartbeat of one run, and the seconds of each stage.

    For the main thread of the job only.
    """

    def __init__(self, run: ProcessingRun) -> None:
        self.run = run
        self._began = time.monotonic()
        self._saved_at = 0.0
        self._looked_at = self._began
        self._rate = Rate()
        self._memory = PeakMemory()
        self._clock = Stopwatch(run.timings)
        run.moved_at = self._began

    @contextmanager
    def stage(self, stage: ProcessingRun.Stage, *, total: int) -> Iterator[None]:
        """Everything inside counts as `stage`; `total` is in pages.

        A run that gave way in this stage shows at once how far it was.
        """
        run = self.run
        done = min(run.pages_done, total) if run.stage == stage else 0
        run.stage, run.pages_total = stage, total
        self._rate = Rate()
        self._save(done=done)
        with self.timed(stage):
            yield
        self._save(done=total)

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count the seconds inside as those of `stage`, without showing it.

        Each second counts once: what is timed inside is left out of what is around it.
        """
        self._clock.enter(stage)
        try:
            yield
        finally:
            self._clock.leave()
            self.run.moved_at = time.monotonic()

    def time_each(self, stage: str, items: Iterable[T]) -> Iterator[T]:
        """The same items; the seconds until each comes are `timed` as `stage`."""
        remaining = iter(items)
        while True:
            with self.timed(stage):
                item = next(remaining, _END)
            if item is _END:
                return
            yield cast(T, item)

    def reached(self, done: int) -> None:
        """`done` pages of the stage are behind us. Costs a query twice a second.

        Raises `ClaimLostError`, or `GaveWayError` when others wait for the slot:
        what is not saved by then is done again.
        """
        now = time.monotonic()
        self.run.moved_at = now
        if now - self._saved_at >= INTERVAL:
            self._save(done=done)
        if now - self._looked_at >= LOOK_ROUND:
            self._looked_at = now
            self._give_way()

    def confirm(self) -> None:
        """Raise `ClaimLostError` if the run is another's. In a transaction, hold it."""
        self._beat()

    def found_large(self, *, pages: int = 0, ocr_pages: int = 0) -> None:
        """Move the run among the long ones, should it turn out to be one of them.

        Call it whenever the numbers are known better; only the move costs a query.
        """
        small = pages <= LARGE_PAGES and ocr_pages <= LARGE_OCR_PAGES
        if small or self.run.queue == ProcessingRun.Queue.BULK:
            return
        self.run.queue = ProcessingRun.Queue.BULK
        self._beat(queue=self.run.queue)

    def _give_way(self) -> None:
        run, worked = self.run, time.monotonic() - self._began
        if worked >= TURN:
            # Whatever its pages are: it takes as long as a book.
            self.found_large(pages=LARGE_PAGES + 1)
        if run.queue != ProcessingRun.Queue.BULK:
            return
        if run.times_gave_way and worked < UNDISTURBED:
            return
        if ProcessingRun.objects.promise_slot(run, turn_is_over=worked >= TURN):
            raise GaveWayError

    def _save(self, *, done: int) -> None:
        run = self.run
        first, last = SHARES[Stage(run.stage)]
        share = done / run.pages_total if run.pages_total else 0
        run.pages_done = done
        run.percent = round(first + (last - first) * min(share, 1))
        run.pages_per_minute = self._rate.after(done)
        run.peak_memory = self._memory.sample(at_least=run.peak_memory or 0)
        self._beat(
            stage=run.stage,
            pages_done=run.pages_done,
            pages_total=run.pages_total,
            percent=run.percent,
            pages_per_minute=run.pages_per_minute,
            peak_memory=run.peak_memory,
            timings=run.timings,
        )
        self._saved_at = time.monotonic()

    def _beat(self, **changes: object) -> None:
        if not ProcessingRun.objects.beat(self.run, **changes):
            raise ClaimLostError
