"""`SHA256SUMS`: one line a member, as `sha256sum --check` reads it."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import zip_longest
from tempfile import TemporaryFile
from typing import IO

from pdfsum.backup.archive import CHUNK, Member
from pdfsum.backup.errors import DamagedArchiveError

_LONGEST_LINE = 400


class Sums:
    """Lines in a temporary file: 100,000 files are 15 MB that memory need not hold."""

    def __init__(self, stack: ExitStack) -> None:
        file = TemporaryFile()  # noqa: SIM115 - the stack closes it
        self._file: IO[bytes] = stack.enter_context(file)

    def note(self, name: str, digest: str) -> None:
        self._file.write(f"{digest}  {name}\n".encode())

    def chunks(self) -> Iterator[bytes]:
        self._file.seek(0)
        while chunk := self._file.read(CHUNK):
            yield chunk

    def compare(self, told: Member) -> None:
        """Raise DamagedArchiveError naming the first member that is not as told."""
        with TemporaryFile() as theirs:
            theirs.writelines(told.chunks())
            theirs.seek(0)
            self._file.seek(0)
            for found, expected in zip_longest(_lines(self._file), _lines(theirs)):
                if found != expected:
                    name = (found or expected or b"").decode(errors="replace")[66:]
                    raise DamagedArchiveError(
                        f"“{name.strip()}” is not as it was written"
                    )


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(_LONGEST_LINE):
        yield line
