"""Signals for a loop: which one asked us to stop, and a sleep that wakes on any."""

import os
import select
import signal
from contextlib import suppress
from types import FrameType


class Terminal:
    """Takes over SIGINT, SIGTERM, SIGHUP and SIGCHLD of this process."""

    def __init__(self) -> None:
        self.asked_to_stop = False
        self._reader, writer = os.pipe()
        os.set_blocking(self._reader, False)
        os.set_blocking(writer, False)
        signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._note_stop)
        # Only to wake the sleep when a child ends.
        signal.signal(signal.SIGCHLD, lambda _number, _frame: None)

    def sleep(self, seconds: float) -> None:
        """Sleep, at most until the next signal."""
        select.select([self._reader], [], [], seconds)
        with suppress(BlockingIOError):
            os.read(self._reader, 4096)

    def _note_stop(self, _number: int, _frame: FrameType | None) -> None:
        self.asked_to_stop = True
