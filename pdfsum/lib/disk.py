"""A disk without room, told to people."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from pdfsum.lib.errors import DiskFullError


@contextmanager
def told_when_full() -> Iterator[None]:
    """A full disk is told as `DiskFullError`."""
    try:
        yield
    except OSError as exc:
        if exc.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFullError from exc
        raise
