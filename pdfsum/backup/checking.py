"""Is an archive whole? Asked before anything is changed for its sake."""

from contextlib import ExitStack
from hashlib import sha256
from typing import IO

from pdfsum.backup import archive
from pdfsum.backup.archive import Member, members
from pdfsum.backup.errors import BackupError, DamagedArchiveError
from pdfsum.backup.manifest import Manifest
from pdfsum.backup.sums import Sums


def check(file: IO[bytes]) -> Manifest:
    """Read all of it and compare every hash. Raises BackupError, and names the part.

    A later format is told from the first member, before the rest is looked at.
    """
    with ExitStack() as stack:
        sums = Sums(stack)
        manifest: Manifest | None = None
        seen: set[str] = set()
        for member in members(file):
            if archive.SUMS in seen:
                raise DamagedArchiveError("something follows its end")
            if manifest is None:
                manifest = _read_manifest(member, sums)
            elif member.name in seen:
                raise DamagedArchiveError(f"“{member.name}” is in it twice")
            elif member.name == archive.SUMS:
                sums.compare(member)
            else:
                sums.note(member.name, _digest(member))
            if member.stored_name is None:
                seen.add(member.name)
    if archive.SUMS not in seen or archive.DATABASE not in seen or manifest is None:
        raise DamagedArchiveError("it ends before its end")
    return manifest


def _read_manifest(member: Member, sums: Sums) -> Manifest:
    if member.name != archive.MANIFEST:
        raise BackupError("This file is not a backup of pdfsum. Nothing was changed.")
    content = member.read_small()
    sums.note(member.name, sha256(content).hexdigest())
    return Manifest.from_bytes(content)


def _digest(member: Member) -> str:
    digest = sha256()
    for chunk in member.chunks():
        digest.update(chunk)
    return digest.hexdigest()
