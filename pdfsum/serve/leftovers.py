"""Find and end processes that a killed `serve` left behind."""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

# Every child of `serve` carries this variable and hands it on to its own children.
MARKER = "PDFSUM_SERVED_FROM"
_GRACE_SECONDS = 3.0


def marked_environment(data_dir: Path) -> dict[str, str]:
    return {MARKER: str(data_dir)}


def sweep(data_dir: Path) -> int:
    """End what still runs for this data folder: politely, then with SIGKILL.

    Returns how many processes there were. The caller holds the folder's lock, so
    none of them belongs to a `serve` that lives.
    """
    found = _marked(data_dir)
    for number in (signal.SIGTERM, signal.SIGKILL):
        deadline = time.monotonic() + _GRACE_SECONDS
        remaining = _marked(data_dir)
        for pid in remaining:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        while remaining and time.monotonic() < deadline:
            time.sleep(0.05)
            remaining = _marked(data_dir)
    return len(found)


def _marked(data_dir: Path) -> list[int]:
    needle = f"{MARKER}={data_dir}"
    pids = _from_proc(needle) if sys.platform == "linux" else _from_ps(needle)
    # A `serve` started by one of our own children carries the marker itself.
    return [pid for pid in pids if pid not in {os.getpid(), os.getppid()}]


def _from_proc(needle: str) -> list[int]:
    """Costs about 10 microseconds a process. Zombies have no environment left."""
    pids = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdecimal():
            continue
        try:
            environment = (entry / "environ").read_bytes()
        except OSError:  # It ended meanwhile, or belongs to somebody else.
            continue
        if needle.encode() in environment.split(b"\0"):
            pids.append(int(entry.name))
    return pids


def _from_ps(needle: str) -> list[int]:
    """For macOS and the BSDs, whose `ps` shows the environment of our processes."""
    listing = subprocess.run(
        ["/bin/ps", "-A", "-E", "-ww", "-o", "pid=,command="],
        capture_output=True,
        text=True,
        check=False,
    ).stdout
    rows = [line.split(maxsplit=1) for line in listing.splitlines() if needle in line]
    return [int(row[0]) for row in rows]
