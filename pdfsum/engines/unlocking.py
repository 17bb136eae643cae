"""Copies of protected PDFs that open without a password."""

from pathlib import Path
from typing import IO

from pdfsum.engines.child_process import ChildLostError, ChildProcess, ChildRefusedError
from pdfsum.engines.errors import UnlockFailedError
from pdfsum.engines.pdf_opening import open_pdf
from pdfsum.lib.errors import AppError

# Saving unpacks what was packed object by object: of 124 sample files the one that
# grew most had 2.1 times its size. What grows more was packed by somebody to grow.
LARGEST_GROWTH = 10
SPARE_BYTES = 16 * 1024**2
# For reading, decrypting and writing all of a file of some hundred megabytes.
SECONDS = 300.0


def unlock(path: Path, password: str, target: Path) -> None:
    """Write a copy of the PDF without encryption to `target`, which must not exist.

    Raises what `open_pdf` raises, PasswordRequiredError(wrong=True) for a password
    that does not fit, and UnlockFailedError; then `target` is not there. The password
    goes to the child through its pipe and nowhere else.
    """
    child, page_count = open_pdf(path, password)
    try:
        _save(child, target, room=LARGEST_GROWTH * path.stat().st_size + SPARE_BYTES)
        _check(target, page_count)
    except (ChildRefusedError, ChildLostError, _BadCopyError) as exc:
        raise UnlockFailedError from exc
    finally:
        child.stop()


def _save(child: ChildProcess, target: Path, *, room: int) -> None:
    with target.open("xb") as copy:
        try:
            child.ask("save", seconds=SECONDS, into=_Bounded(copy, room).write)
            copy.flush()
        except BaseException:
            target.unlink()
            raise


def _check(target: Path, page_count: int) -> None:
    try:
        child, found = open_pdf(target)
        child.stop()
        if found != page_count:
            raise _BadCopyError
    except (AppError, _BadCopyError) as exc:
        target.unlink()
        raise _BadCopyError from exc


class _BadCopyError(Exception):
    """The copy does not open, has other pages, or is larger than it can be."""


class _Bounded:
    def __init__(self, file: IO[bytes], room: int) -> None:
        self._file = file
        self._room = room

    def write(self, data: bytes) -> None:
        self._room -= len(data)
        if self._room < 0:
            raise _BadCopyError
        self._file.write(data)
