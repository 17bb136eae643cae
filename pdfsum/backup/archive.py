"""The container: an uncompressed tar whose last member holds the hash of every other.

PDFs and dumps are compressed already. Names come from closed lists on the way out and
on the way in: nothing in an archive is ever used as a path.
"""

import os
import re
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import IO

from pdfsum.backup.errors import BackupError, DamagedArchiveError

MANIFEST = "manifest.json"
SETTINGS = "settings.json"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a member
DATABASE = "database.dump"
FILES = "files/"
SUMS = "SHA256SUMS"

# What is read whole.
SMALL = 1024 * 1024
CHUNK = 1024 * 1024
_FIXED = {MANIFEST, SETTINGS, SECRET_KEY, DATABASE, SUMS}
# A storage adds seven characters to a name that was taken.
_STORED = re.compile(
    r"(?:pdfs/[0-9a-f]{2}/[0-9a-f]{64}|unlocked/[0-9a-f-]{36})(?:_[A-Za-z0-9]{7})?\.pdf",
    re.ASCII,
)


def is_stored_name(name: str) -> bool:
    """Whether the program itself would name a file of its storage so."""
    return _STORED.fullmatch(name) is not None


class ArchiveWriter:
    """Writes members one after the other, of any size, in constant memory.

    A member's header is written again when its size is known, so a dump goes into
    the archive while it is made, without a copy beside it.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._sums = b""
        self._now = 0

    def add(self, name: str, chunks: Iterable[bytes], *, made_at: float) -> str:
        """Write one member and return its SHA-256 in hex."""
        begin = self._file.tell()
        self._file.write(bytes(tarfile.BLOCKSIZE))
        digest, size = sha256(), 0
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            self._file.write(chunk)
        self._file.write(bytes(-size % tarfile.BLOCKSIZE))
        end = self._file.tell()
        self._file.seek(begin)
        self._file.write(_header(name, size, made_at))
        self._file.seek(end)
        return digest.hexdigest()

    def close(self) -> None:
        """Write the end of the tar, and see it on the disk."""
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))
        self._file.flush()
        os.fsync(self._file.fileno())


def _header(name: str, size: int, made_at: float) -> bytes:
    member = tarfile.TarInfo(name)
    member.size, member.mode, member.mtime = size, 0o600, int(made_at)
    # GNU: one block, and files of more than 8 GB.
    block = member.tobuf(tarfile.GNU_FORMAT)
    if len(block) != tarfile.BLOCKSIZE:
        raise ValueError(name)
    return block


@dataclass(frozen=True)
class Member:
    name: str
    content: IO[bytes]

    def chunks(self) -> Iterator[bytes]:
        """The bytes, piece by piece. DamagedArchiveError where they end early."""
        try:
            while chunk := self.content.read(CHUNK):
                yield chunk
        except tarfile.TarError as exc:
            raise DamagedArchiveError(f"it ends within “{self.name}”") from exc

    def read_small(self) -> bytes:
        content = b""
        for chunk in self.chunks():
            content += chunk
            if len(content) > SMALL:
                raise DamagedArchiveError(f"“{self.name}” is too large")
        return content

    @property
    def stored_name(self) -> str | None:
        """The name in the storage, of members that are stored files."""
        return self.name.removeprefix(FILES) if self.name.startswith(FILES) else None


def members(archive: IO[bytes]) -> Iterator[Member]:
    """All members in order; each is readable until the next is asked for.

    Raises BackupError for a name or a kind that no backup has.
    """
    archive.seek(0)
    try:
        with tarfile.open(fileobj=archive, mode="r:") as tar:
            while (found := tar.next()) is not None:
                # Or else the list grows by a kilobyte a file.
                tar.members.clear()  # type: ignore[attr-defined]
                content = tar.extractfile(found) if found.isreg() else None
                if content is None or not _may_be_called(found.name):
                    raise DamagedArchiveError(
                        f"“{found.name}” is no part of a backup of pdfsum"
                    )
                yield Member(found.name, content)
    except tarfile.ReadError as exc:
        if archive.seek(0, os.SEEK_END) and _looks_like_tar(archive):
            raise DamagedArchiveError("it ends before its end") from exc
        raise BackupError(
            "This file is not a backup of pdfsum. Nothing was changed."
        ) from exc
    except (tarfile.TarError, UnicodeError) as exc:
        raise DamagedArchiveError("it cannot be read as a tar file") from exc


def _may_be_called(name: str) -> bool:
    stored = name.removeprefix(FILES)
    return name in _FIXED if stored == name else is_stored_name(stored)


def _looks_like_tar(archive: IO[bytes]) -> bool:
    archive.seek(0)
    return archive.read(len(MANIFEST)) == MANIFEST.encode()
