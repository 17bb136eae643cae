"""One program that the supervisor keeps alive, with back-off and log lines."""

import logging
import os
import signal
import subprocess
import time
from contextlib import suppress
from typing import Protocol

logger = logging.getLogger(__name__)

_FIRST_PAUSE = 1.0
_LONGEST_PAUSE = 30.0
# Who lives this long has started well; the next death counts as the first.
_STEADY_SECONDS = 60.0


class Program(Protocol):
    """Something that can be started again and again."""

    @property
    def name(self) -> str: ...
    @property
    def stop_signal(self) -> signal.Signals: ...
    def start(self) -> subprocess.Popen[bytes]: ...


class Child:
    """Call `tend` often; it restarts the program when its time has come."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self.name = program.name
        self.process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._pause = _FIRST_PAUSE
        self._restart_at: float | None = None

    def start(self) -> subprocess.Popen[bytes]:
        self.process = self._program.start()
        self._started_at = time.monotonic()
        self._restart_at = None
        return self.process

    def tend(self) -> None:
        """Note a death and plan the restart, or restart when the pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            self._bury(self.process.returncode, now)
        if self._restart_at is not None and now >= self._restart_at:
            try:
                process = self.start()
            except OSError as exc:  # Out of memory or processes: try again later.
                self._plan_restart(f"could not be started ({exc.strerror})", now)
            else:
                logger.info("%s runs again (process %d).", self.name, process.pid)

    def ask_to_stop(self, number: signal.Signals | None = None) -> None:
        """Send the program its own stop signal, or the one given."""
        self._restart_at = None
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number or self._program.stop_signal)

    def has_ended(self) -> bool:
        return self.process is None or self.process.poll() is not None

    def kill_group(self) -> None:
        """SIGKILL whatever is left of the program and its children."""
        if self.process is None:
            return
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _bury(self, code: int, now: float) -> None:
        # Orphaned web processes would hold the port, orphaned workers their tasks.
        self.kill_group()
        if now - self._started_at > _STEADY_SECONDS:
            self._pause = _FIRST_PAUSE
        self._plan_restart(_describe_end(code), now)

    def _plan_restart(self, how: str, now: float) -> None:
        self._restart_at = now + self._pause
        logger.warning("%s %s; back in %.0f s.", self.name, how, self._pause)
        self._pause = min(self._pause * 2, _LONGEST_PAUSE)


def _describe_end(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    try:
        return f"was ended by {signal.Signals(-code).name}"
    except ValueError:
        return f"was ended by signal {-code}"
