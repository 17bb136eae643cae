"""Wait for a server that was just started."""

import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from pdfsum.serve.errors import ServeError

_POLL_SECONDS = 0.02


class Server(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def log_path(self) -> Path: ...
    def answers(self) -> bool: ...


def wait_until_ready(
    server: Server,
    process: subprocess.Popen[bytes],
    *,
    seconds: float = 600,
    give_up: Callable[[], bool] = lambda: False,
) -> None:
    """Return once the server answers, or when told to give up.

    After a crash PostgreSQL first replays its log, which may take minutes. Raises
    ServeError when the process ends or the time is over.
    """
    deadline = time.monotonic() + seconds
    while not server.answers() and not give_up():
        if process.poll() is not None or time.monotonic() > deadline:
            raise ServeError(
                f"{server.name} did not start; {server.log_path} says why."
            )
        time.sleep(_POLL_SECONDS)
