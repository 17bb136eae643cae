"""Stop in order within ten seconds: programs first, then the servers they use."""

import signal
import time
from collections.abc import Sequence

from pdfsum.serve.child import Child

# Together below the ten seconds that `serve` promises.
_WARM_SECONDS = 4.0
_COLD_SECONDS = 1.5
_SERVER_SECONDS = 3.0
_SERVER_HARD_SECONDS = 0.5


def stop_programs(children: Sequence[Child]) -> None:
    """Let requests and tasks finish; then cut them off; then kill what is left."""
    for child in children:
        child.ask_to_stop()
    if not _wait(children, _WARM_SECONDS):
        for child in children:
            # Celery's "cold" shutdown: what it interrupts is taken up again later.
            child.ask_to_stop(signal.SIGQUIT)
        _wait(children, _COLD_SECONDS)
    for child in children:
        child.kill_group()


def stop_servers(children: Sequence[Child]) -> None:
    """Shut down cleanly; PostgreSQL then skips its recovery at the next start."""
    for child in children:
        child.ask_to_stop()
    if not _wait(children, _SERVER_SECONDS):
        for child in children:
            child.ask_to_stop(signal.SIGQUIT)
        _wait(children, _SERVER_HARD_SECONDS)
    for child in children:
        child.kill_group()


def _wait(children: Sequence[Child], seconds: float) -> bool:
    """Whether all ended in time."""
    deadline = time.monotonic() + seconds
    while not all(child.has_ended() for child in children):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
