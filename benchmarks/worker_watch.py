"""What becomes of the workers' processes, seen from outside."""

from contextlib import suppress
from threading import Event, Thread

import psutil

from benchmarks.instance import Instance

# Shorter than any page takes that costs much memory.
INTERVAL = 0.5


class WorkerWatch(Thread):
    """Looks at the workers' processes again and again until `stop`.

    `died` counts worker and pool processes that were there and are gone. `take_peak`
    gives the most memory that the workers with everything below them held since it
    was last asked: proportional set size, so that what processes share counts once.
    """

    def __init__(self, instance: Instance) -> None:
        super().__init__(name="worker-watch", daemon=True)
        self._instance = instance
        self._over = Event()
        self._workers: set[psutil.Process] = set()
        self._peak = 0
        self.died = 0

    def run(self) -> None:
        while not self._over.wait(INTERVAL):
            with suppress(psutil.NoSuchProcess):
                self._look()

    def stop(self) -> None:
        self._over.set()
        self.join()

    def take_peak(self) -> int:
        """In bytes."""
        peak, self._peak = self._peak, 0
        return peak

    def readers(self) -> list[psutil.Process]:
        """What reads PDFs and pictures right now: started by pool processes."""
        return [p for p in self._instance.processes() if _is_below_worker(p)]

    def _look(self) -> None:
        tree = self._instance.processes()
        gone = {process for process in self._workers if not process.is_running()}
        self.died += len(gone)
        workers = {process for process in tree if _is_worker(process)}
        self._workers = (self._workers | workers) - gone
        readers = {process for process in tree if _is_below_worker(process)}
        self._peak = max(self._peak, sum(map(_memory, workers | readers)))


def _is_worker(process: psutil.Process | None) -> bool:
    with suppress(psutil.Error):
        command = process.cmdline() if process else []
        return "celery" in command and "worker" in command
    return False


def _is_below_worker(process: psutil.Process) -> bool:
    with suppress(psutil.Error):
        return not _is_worker(process) and any(map(_is_worker, process.parents()))
    return False


def _memory(process: psutil.Process) -> int:
    with suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0
