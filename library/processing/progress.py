"""How far a run has come, told to the database often enough to be believed."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from library.models import ProcessingRun

Stage = ProcessingRun.Stage

# A page that polls once a second sees every step; a heartbeat costs one UPDATE.
INTERVAL = 0.5
# Where each stage begins and ends on the bar, in percent. From the measured times
# of a 20-page document: embedding and summarising take most of it.
SHARES = {
    Stage.READING: (0, 30),
    Stage.SPLITTING: (30, 35),
    Stage.EMBEDDING: (35, 75),
    Stage.SUMMARISING: (75, 92),
    Stage.TAGGING: (92, 99),
}


class ClaimLostError(Exception):
    """Another worker took the run over, or the document is gone: stop quietly."""


class Progress:
    """Saves stage, pages and heartbeat of one run, and the seconds of each stage."""

    def __init__(self, run: ProcessingRun) -> None:
        self.run = run
        self._saved_at = 0.0

    @contextmanager
    def stage(self, stage: ProcessingRun.Stage, *, total: int) -> Iterator[None]:
        """Everything inside counts as `stage`; `total` is in pages."""
        self.run.stage, self.run.pages_total = stage, total
        self._save(done=0)
        start = time.monotonic()
        yield
        seconds = time.monotonic() - start
        self.run.timings[stage] = round(self.run.timings.get(stage, 0) + seconds, 3)
        self._save(done=total)

    def reached(self, done: int) -> None:
        """`done` pages of the stage are behind us. Costs a query twice a second."""
        if time.monotonic() - self._saved_at >= INTERVAL:
            self._save(done=done)

    def _save(self, *, done: int) -> None:
        run = self.run
        first, last = SHARES[Stage(run.stage)]
        share = done / run.pages_total if run.pages_total else 0
        run.pages_done = done
        run.percent = round(first + (last - first) * min(share, 1))
        kept = ProcessingRun.objects.beat(
            run,
            stage=run.stage,
            pages_done=run.pages_done,
            pages_total=run.pages_total,
            percent=run.percent,
            timings=run.timings,
        )
        if not kept:
            raise ClaimLostError
        self._saved_at = time.monotonic()
