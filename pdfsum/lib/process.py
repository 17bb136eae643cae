"""Processes that end with the one that started them."""

import ctypes
import os
import sys

_PR_SET_PDEATHSIG = 1
# Loaded here, because nothing may be imported between fork and exec.
_libc = ctypes.CDLL(None) if sys.platform == "linux" else None


def die_with_parent(death_signal: int, *, parent: int | None = None) -> None:
    """Have the kernel send this process a signal when its parent dies.

    Name the parent where it may have died before this call. Other platforms than
    Linux have no such promise, and do without.
    """
    if _libc is None:
        return
    _libc.prctl(_PR_SET_PDEATHSIG, death_signal)
    if parent is not None and os.getppid() != parent:
        os._exit(1)
