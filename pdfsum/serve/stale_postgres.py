"""What a killed `serve` leaves in a cluster: a dying server, a stale pid file."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from pdfsum.serve.errors import ServeError

# It was told to stop when its parent died, and writes its last checkpoint.
_WAITS = ((None, 5.0), (signal.SIGINT, 5.0), (signal.SIGQUIT, 5.0))


def end_old_server(cluster: Path) -> None:
    """Wait for this cluster's old server to end, then remove its pid file if stale.

    PostgreSQL itself refuses to start when the pid in the file belongs to any live
    process of the same account, which after a reboot may be a stranger. The caller
    holds the data folder's lock, so no living `serve` owns the server.
    """
    for number, seconds in _WAITS:
        if (pid := _server_pid(cluster)) is None:
            break
        if number is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        deadline = time.monotonic() + seconds
        while _is_server(pid, cluster) and time.monotonic() < deadline:
            time.sleep(0.02)
    if (pid := _server_pid(cluster)) is not None:
        raise ServeError(
            f"An old PostgreSQL (process {pid}) does not end; end it first."
        )
    (cluster / "postmaster.pid").unlink(missing_ok=True)


def _server_pid(cluster: Path) -> int | None:
    try:
        first = (cluster / "postmaster.pid").read_text(encoding="utf-8").split("\n")[0]
        pid = int(first)
    except (FileNotFoundError, ValueError):
        return None
    return pid if _is_server(pid, cluster) else None


def _is_server(pid: int, cluster: Path) -> bool:
    """Whether this process is a PostgreSQL that works in this very cluster."""
    if sys.platform != "linux":
        command = ["/bin/ps", "-p", str(pid), "-o", "comm="]
        done = subprocess.run(  # noqa: S603  a number that we read as a number
            command, capture_output=True, text=True, check=False
        )
        return Path(done.stdout.strip()).name == "postgres"
    process = Path("/proc", str(pid))
    try:
        return (process / "cwd").samefile(cluster) and b"postgres" in (
            process / "cmdline"
        ).read_bytes()
    except OSError:  # It has ended, or belongs to another account.
        return False
