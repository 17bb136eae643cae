"""How much memory a job takes at most: this process and its children."""

from contextlib import suppress
from pathlib import Path

_SELF = Path("/proc/self")
# Has the kernel count the peak of this process anew (Linux, Documentation/filesystems
# /proc: clear_refs).
_RESET_PEAK = "5"


class PeakMemory:
    """The peak since it was made, in bytes; None where there is no `/proc`.

    The sum of the peaks (`VmHWM`) of the process and of the children that live at the
    same time: what the machine must have at hand, some of which they share. A child
    that came and went between two samples is missed.
    """

    def __init__(self) -> None:
        self._children = 0
        with suppress(OSError):
            (_SELF / "clear_refs").write_text(_RESET_PEAK)

    def sample(self, *, at_least: int) -> int | None:
        """Look again; `at_least` is what was known before."""
        own = _peak_of(_SELF)
        if own is None:
            return None
        children = sum(_peak_of(child) or 0 for child in _living_children())
        self._children = max(self._children, children)
        return max(own + self._children, at_least)


def _living_children() -> list[Path]:
    """Those of every thread; a thread may end while it is looked at."""
    found = []
    for listing in _SELF.glob("task/*/children"):
        with suppress(OSError):
            found += [Path("/proc", pid) for pid in listing.read_text().split()]
    return found


def _peak_of(process: Path) -> int | None:
    with suppress(OSError):
        for line in (process / "status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return None
