"""The watched folder: what is put there is added to a library, and moved aside."""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.db import connection

from library.actions.importing import Imported, Outcome, import_file
from library.moving import move_aside, put_back, take_aside
from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError

logger = logging.getLogger(__name__)

# A program that writes pauses for less; a person waits for no more.
STILL = timedelta(seconds=10)
# A look ends before the time limit of its task; the next goes on from there.
LONGEST_LOOK = timedelta(seconds=30)
# What was seen is kept for as long as nobody looks.
FORGOTTEN = timedelta(days=1)
# What is in the way is said again after this long, not at every look.
SILENCE = timedelta(minutes=10)
# The names under which browsers and copying programs write what is not whole yet.
PARTIAL = (".part", ".partial", ".crdownload", ".download", ".tmp", ".filepart", "~")
DONE, FAILED, TAKEN = "done", "failed", ".taken"
# Any number, as long as nothing else of this database locks it.
LOCK = int.from_bytes(hashlib.sha256(b"library.watching").digest()[:8], signed=True)


class WatchedFolderError(AppError):
    """The folder cannot be watched. The sentence says what to mend."""

    status = 503
    code = "watched_folder"


def watch_folder() -> int:
    """Add what lies still in the watched folder, and count it. One look at a time.

    A file is renamed into `.taken` first: whoever writes another under its name
    loses nothing, and of two watchers one gets it. What a killed look left there is
    put back. Nothing is ever deleted.
    """
    root = settings.PDFSUM_WATCH_DIR
    if root is None:
        return 0
    try:
        with _only_one() as alone:
            return _look(root) if alone else 0
    except AppError as exc:
        _warn_once(str(exc))
    except OSError as exc:
        _warn_once(f"The watched folder: {exc.strerror or type(exc).__name__}.")
    return 0


def check_watched_folder(root: Path) -> User:
    """The user whose library it fills. Raise `WatchedFolderError` if it cannot work."""
    if not root.is_dir():
        raise WatchedFolderError("PDFSUM_WATCH_DIR is no folder. Make it, or mend it.")
    for folder in (root / DONE, root / FAILED, root / TAKEN):
        try:
            folder.mkdir(exist_ok=True)
            (folder / ".probe").touch()
            (folder / ".probe").unlink()
        except OSError as exc:
            raise WatchedFolderError(
                "PDFSUM_WATCH_DIR cannot be written by the workers "
                f"({exc.strerror}): {folder.name}/ is where files are moved to."
            ) from exc
    active = User.objects.filter(is_active=True)
    user = active.filter(email=settings.PDFSUM_WATCH_USER.strip().lower()).first()
    if user is None:
        raise WatchedFolderError(
            "PDFSUM_WATCH_USER is not the email address of an active user. Files wait "
            "in the watched folder until it is."
        )
    return user


def _look(root: Path) -> int:
    user = check_watched_folder(root)
    for left in (root / TAKEN).iterdir():
        put_back(left, root)
    began, handled = time.monotonic(), 0
    for path in _still(root):
        if time.monotonic() - began > LONGEST_LOOK.total_seconds():
            break
        try:
            handled += _take(user, path)
        except OSError as exc:
            reason = exc.strerror or type(exc).__name__
            _warn_once(f"The watched folder: one file stays there ({reason}).")
    return handled


def _still(root: Path) -> list[Path]:
    """Files that were as large and as old in a look `STILL` ago.

    What was seen is kept in the cache; losing it costs another wait.
    """
    key = f"library:watched:v1:{_digest(str(root))}"
    earlier = cache.get(key) or {}
    now, seen, still = time.time(), {}, []
    for path in filter(_is_candidate, sorted(root.iterdir())):
        with suppress(FileNotFoundError):  # Somebody has just taken it away.
            found = path.stat()
            # A list: the cache speaks JSON, which knows no tuples.
            state = [found.st_size, found.st_mtime_ns]
            known, since = earlier.get(path.name, (None, now))
            seen[path.name] = [state, since if known == state else now]
            if known == state and now - since >= STILL.total_seconds():
                still.append(path)
    cache.set(key, seen, timeout=FORGOTTEN.total_seconds())
    return still


def _is_candidate(path: Path) -> bool:
    name = path.name.lower()
    if name.startswith((".", "~")) or name.endswith(PARTIAL):
        return False
    return path.is_file() and not path.is_symlink()


def _take(user: User, path: Path) -> int:
    with _claimed(path) as taken:
        if taken is None:
            return 0
        imported = import_file(user=user, path=taken)
        if imported.outcome == Outcome.CHANGING:
            # Somebody writes to it still: it goes back until it is whole.
            return 0
        _put_away(taken, path.parent, imported)
    return 1


@contextmanager
def _claimed(path: Path) -> Iterator[Path | None]:
    """The file in `.taken`, or None if it is gone. Put back unless it was moved on."""
    try:
        taken = take_aside(path, path.parent / TAKEN)
    except (FileNotFoundError, FileExistsError):  # Another watcher has it.
        yield None
        return
    try:
        yield taken
    finally:
        with suppress(FileNotFoundError):
            put_back(taken, path.parent)


def _put_away(taken: Path, root: Path, imported: Imported) -> None:
    """Added and known ones to `done`, the others to `failed`, beside their reason."""
    good = imported.outcome in (Outcome.ADDED, Outcome.KNOWN)
    moved = move_aside(taken, root / (DONE if good else FAILED))
    if imported.sentence:
        reason = moved.with_name(f"{moved.name}.txt")
        reason.write_text(f"{imported.sentence}\n", encoding="utf-8")
    logger.info("Watched folder: one file %s.", imported.outcome)


@contextmanager
def _only_one() -> Iterator[bool]:
    """True for one watcher at a time, on whatever host, while the database lives."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
        alone = bool(cursor.fetchone()[0])
    try:
        yield alone
    finally:
        if alone:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _warn_once(sentence: str) -> None:
    key = f"library:watch_warned:v1:{_digest(sentence)}"
    if cache.add(key, 1, SILENCE.total_seconds()):
        logger.warning("%s", sentence)


def _digest(text: str) -> str:
    """Of text with any characters, also those of a name that is no UTF-8."""
    return hashlib.sha256(text.encode(errors="surrogateescape")).hexdigest()
