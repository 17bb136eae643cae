"""One backup: the database as of one moment, then every file that it speaks of."""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

import pdfsum
from library.models import Document, StoredFile
from library.storage import name_of
from pdfsum.accounts.models import User
from pdfsum.backup import archive, database
from pdfsum.backup.archive import CHUNK, ArchiveWriter, is_stored_name
from pdfsum.backup.errors import BackupError, told_about_disk
from pdfsum.backup.manifest import Manifest, postgresql_version
from pdfsum.backup.sums import Sums
from pdfsum.backup.variables import describe_settings
from pdfsum.lib.env import env_str

_TELL_SECONDS = 10.0
# Where a whole disk is missing, nobody reads more.
_NAMED = 20


@dataclass
class Report:
    """What became of it. `left_out` names the first files that are not as they should
    be, and says why; `wrong` counts all of them.
    """

    path: Path
    counts: dict[str, int] = field(default_factory=dict)
    files: int = 0
    size: int = 0
    left_out: list[str] = field(default_factory=list)
    wrong: int = 0

    def note(self, name: str, why: Callable[[], str]) -> None:
        """`why` may cost a query, and is asked of the first ones only."""
        self.wrong += 1
        if self.wrong <= _NAMED:
            self.left_out.append(f"{name}: {why()}")


def make_backup(target: Path, tell: Callable[[str], None]) -> Report:
    """Write `target`, or a name with the time in it where that is a folder.

    The dump comes first. A file is stored before the row that names it is committed
    and never changes, so every file that the dump speaks of was there when the dump
    began; the other way round, what is uploaded meanwhile would have a row without a
    file. What is deleted for good meanwhile is missing then, and named.

    Raises BackupError, and leaves nothing of its own behind.
    """
    now = datetime.now(UTC)
    if target.is_dir():
        target /= f"pdfsum-{now:%Y%m%dT%H%M%SZ}.tar"
    report = Report(target)
    with told_about_disk(target.parent), ExitStack() as stack:
        file = stack.enter_context(_beside(target))
        writer = _Writer(ArchiveWriter(file), Sums(stack), now.timestamp())
        names = stack.enter_context(TemporaryFile("w+", encoding="utf-8"))
        _write_database(writer, names, report, now)
        tell(f"Database dumped: {report.counts['documents']} documents.")
        names.seek(0)
        _write_files(writer, names, report, tell)
        writer.finish()
        report.size = file.tell()
    return report


@contextmanager
def _beside(target: Path) -> Iterator[IO[bytes]]:
    """A file beside the target, which takes the target's name when all went well."""
    if target.exists():
        raise BackupError(f"{target} is there already. Nothing was written.")
    draft = target.with_name(f"{target.name}.partial")
    number = os.open(draft, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(number, "r+b") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            message = f"Another backup is being written to {draft}."
            raise BackupError(message) from exc
        file.truncate(0)
        try:
            yield file
            # Unlike a rename, a link never replaces what somebody put there meanwhile.
            _link(draft, target)
        finally:
            draft.unlink(missing_ok=True)
    folder = os.open(target.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _link(draft: Path, target: Path) -> None:
    try:
        target.hardlink_to(draft)
    except FileExistsError as exc:
        raise BackupError(f"{target} was made by somebody else meanwhile.") from exc
    except OSError:  # A file system without hard links.
        draft.rename(target)


@dataclass
class _Writer:
    archive: ArchiveWriter
    sums: Sums
    made_at: float

    def add(self, name: str, chunks: Iterator[bytes]) -> str:
        digest = self.archive.add(name, chunks, made_at=self.made_at)
        self.sums.note(name, digest)
        return digest

    def finish(self) -> None:
        """The sums last: a backup without them was cut off."""
        self.archive.add(archive.SUMS, self.sums.chunks(), made_at=self.made_at)
        self.archive.close()


def _write_database(
    writer: _Writer, names: IO[str], report: Report, now: datetime
) -> None:
    """Manifest, settings, key and dump; the names of the files go to `names`.

    All of it is of one snapshot, which other connections share with `pg_dump`.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        (snapshot,) = cursor.fetchone()
        report.counts = _counts()
        manifest = Manifest(
            made_at=now.isoformat(timespec="seconds"),
            program=pdfsum.__version__,
            postgresql=postgresql_version(),
            migrations=_migrations(),
            counts=report.counts,
        )
        writer.add(archive.MANIFEST, iter([manifest.to_bytes()]))
        writer.add(archive.SETTINGS, iter([describe_settings()]))
        if key := _secret_key():
            writer.add(archive.SECRET_KEY, iter([key]))
        writer.add(archive.DATABASE, database.dump(snapshot))
        _note_names(names)


def _counts() -> dict[str, int]:
    return {
        "users": User.objects.count(),
        "documents": Document.objects.count(),
        "stored_files": StoredFile.objects.count(),
    }


def _migrations() -> dict[str, list[str]]:
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def _secret_key() -> bytes | None:
    """The key of the data folder; one that the operator gave is the operator's."""
    if env_str("SECRET_KEY", ""):
        return None
    return (settings.DATA_DIR / "secret_key").read_bytes()


def _note_names(names: IO[str]) -> None:
    stored = StoredFile.objects.order_by("pk").values_list("name", flat=True)
    unlocked = Document.objects.exclude(unlocked_name="").order_by("pk")
    for rows in (stored, unlocked.values_list("unlocked_name", flat=True)):
        for name in rows.iterator():
            names.write(f"{name}\n")


def _write_files(
    writer: _Writer, names: IO[str], report: Report, tell: Callable[[str], None]
) -> None:
    told_at = time.monotonic()
    for line in names:
        name = line.rstrip("\n")
        if not is_stored_name(name):
            report.note(name, lambda: "no name that this program gives")
            continue
        try:
            with default_storage.open(name, "rb") as file:
                digest = writer.add(f"{archive.FILES}{name}", _chunks(file))
        except FileNotFoundError:
            report.note(name, partial(_why_missing, name))
            continue
        report.files += 1
        if name.startswith("pdfs/") and not name.startswith(name_of(digest)[:-4]):
            report.note(name, lambda: "it is damaged, and saved as it is")
        if time.monotonic() - told_at > _TELL_SECONDS:
            told_at = time.monotonic()
            tell(f"{report.files} files so far.")


def _chunks(file: IO[bytes]) -> Iterator[bytes]:
    while chunk := file.read(CHUNK):
        yield chunk


def _why_missing(name: str) -> str:
    """A row that is still there should have its file. One query or two."""
    if StoredFile.objects.filter(name=name).exists():
        return "it is missing from the storage (manage.py check_integrity)"
    if Document.objects.filter(unlocked_name=name).exists():
        return "it is missing from the storage (manage.py check_integrity)"
    return "it was deleted for good while the backup was made"
