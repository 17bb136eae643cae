"""Why a backup or a restore went no further, in a sentence for the operator."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


class BackupError(Exception):
    """The message is shown as it stands, and the process exits with 1."""


class DamagedArchiveError(BackupError):
    def __init__(self, what: str) -> None:
        super().__init__(f"The backup is damaged: {what}. Nothing was changed.")


@contextmanager
def told_about_disk(folder: Path | str) -> Iterator[None]:
    """A disk that is full or cannot be written is told with the folder's name."""
    try:
        yield
    except OSError as exc:
        if exc.errno in _NO_ROOM:
            message = f"There is no room left on the disk of {folder}."
        else:
            message = f"{folder} cannot be used: {exc.strerror or exc}."
        raise BackupError(message) from exc
