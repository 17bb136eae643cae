"""The Python programs that `serve` runs, and how each is told to stop."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pdfsum.serve.spawn import Job, spawn

_PROJECT = Path(__file__).resolve().parent.parent.parent


@dataclass(frozen=True)
class PythonProgram:
    """`python -m module arguments…` in the project's folder, on our terminal."""

    name: str
    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    stop_signal: signal.Signals = signal.SIGTERM
    # What the kernel sends when the supervisor was killed.
    death_signal: signal.Signals = signal.SIGTERM

    def start(self) -> subprocess.Popen[bytes]:
        return spawn(self._job())

    def start_with_pipe(self) -> subprocess.Popen[bytes]:
        """Like `start`, with what it prints readable from `stdout`."""
        return spawn(self._job(), stdout=subprocess.PIPE)

    def _job(self) -> Job:
        return Job(
            command=[sys.executable, *self.arguments],
            folder=_PROJECT,
            environment=self.environment,
            death_signal=self.death_signal,
        )


def preparation(
    environment: Mapping[str, str], *, workers_since: float | None
) -> PythonProgram:
    """`workers_since`: when the oldest worker can have started, where that is known."""
    options = (f"--workers-since={workers_since}",) if workers_since else ()
    arguments = ("manage.py", "prepare", *options)
    return PythonProgram("The preparation", arguments, environment)


def web(
    environment: Mapping[str, str], host: str, port: int, *, behind_proxy: bool
) -> PythonProgram:
    """The web server. It logs no requests: addresses may hold tokens.

    Without a proxy in front, what a request says of its own origin is not believed.
    """
    forwarded = "--proxy-headers" if behind_proxy else "--no-proxy-headers"
    arguments = (
        *("-m", "uvicorn", "pdfsum.asgi:application"),
        *("--host", host, "--port", str(port), "--workers", "2"),
        # An open event stream would hold up the end for ever.
        *("--timeout-graceful-shutdown", "3"),
        # A busy machine answers late; that is no reason to kill a web process.
        *("--timeout-worker-healthcheck", "30"),
        *("--no-access-log", "--no-server-header", "--log-level", "warning"),
        forwarded,
    )
    return PythonProgram("The web server", arguments, environment)


def worker(environment: Mapping[str, str]) -> PythonProgram:
    """Reads documents, PDFSUM_WORKER_PROCESSES at a time; short ones go first."""
    queues = ("--queues", "interactive,bulk", "--hostname", "documents@%h")
    return _celery_worker("The worker", environment, queues)


def answer_worker(environment: Mapping[str, str]) -> PythonProgram:
    """Answers and housekeeping: threads that wait for others more than they work."""
    queues = ("--queues", "answers,upkeep", "--hostname", "answers@%h")
    threads = ("--pool", "threads", "--concurrency", "4")
    return _celery_worker("The worker for answers", environment, (*queues, *threads))


def _celery_worker(
    name: str, environment: Mapping[str, str], options: tuple[str, ...]
) -> PythonProgram:
    # Celery warns at each start as root, which is all that a container has.
    warnings = "ignore:You're running the worker with superuser privileges"
    arguments = (
        *("-W", warnings, "-m", "celery", "--app", "pdfsum", "--quiet", "worker"),
        *options,
        # Two workers have nothing to gossip about; they start sooner so.
        *("--loglevel", "WARNING", "--without-gossip", "--without-mingle"),
    )
    # SIGTERM would wait for running tasks, whose database is gone by then.
    return PythonProgram(name, arguments, environment, death_signal=signal.SIGQUIT)


def beat(environment: Mapping[str, str], schedule: Path) -> PythonProgram:
    arguments = (
        *("-m", "celery", "--app", "pdfsum", "--quiet", "beat"),
        # Our lock on the data folder keeps a second beat away, not a pid file.
        *("--schedule", str(schedule), "--pidfile=", "--loglevel", "WARNING"),
        # It looks up that often, also for the signal to stop.
        *("--max-interval", "1"),
    )
    return PythonProgram("The scheduler", arguments, environment)


def child_environment(**changes: str) -> dict[str, str]:
    """Our own environment with changes, for a program of ours."""
    return os.environ | changes
