"""The data folder: private, locked by one `serve`, with logs and temporary folders."""

import fcntl
import json
import logging
import os
import shutil
import stat
import tempfile
from pathlib import Path
from typing import IO

from pdfsum.serve.errors import ServeError
from pdfsum.serve.spawn import Account

logger = logging.getLogger(__name__)

# A log above this size is set aside at the next start; one old log is kept.
_LOG_BYTES = 10 * 1024 * 1024
_TEMPORARY_PREFIX = "pdfsum-"
_OURS = {
    "beat",
    "dumps",
    "files",
    "logs",
    "postgres",
    "postgres_admin",
    "postgres_password",
    "secret_key",
    "serve.json",
    "serve.lock",
    "static",
    "temporary.json",
    "uploads",
    "valkey",
}


class DataFolder:
    """Everything this installation writes. `lock` must be called before the rest."""

    def __init__(self, path: Path) -> None:
        """Make the folder (0700), or tighten it when it holds only our things."""
        self.path = path.absolute()
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._tighten()
        except OSError as exc:
            message = f"The data folder {self.path} cannot be used: {exc.strerror}."
            raise ServeError(message) from exc
        self._lock: IO[str] | None = None

    def lock(self) -> None:
        """Keep other `serve` processes out. The kernel lets go if we are killed."""
        try:
            number = os.open(self.path / "serve.lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as exc:
            message = f"The data folder {self.path} cannot be used: {exc.strerror}."
            raise ServeError(message) from exc
        file = os.fdopen(number, "r+", encoding="ascii")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as exc:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            file.close()
            raise ServeError(
                f"The data folder {self.path} is in use by another pdfsum "
                f"(process {holder}); stop that one first."
            ) from exc
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        self._lock = file

    def unlock(self) -> None:
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def private(self, name: str, account: Account | None = None) -> Path:
        """A folder of mode 0700 in the data folder, owned by the account if given."""
        folder = self.path / name
        folder.mkdir(mode=0o700, exist_ok=True)
        if account and folder.stat().st_uid != account.uid:
            os.chown(folder, account.uid, account.gid)
        return folder

    def open_log(self, name: str) -> IO[bytes]:
        """Append to `logs/name`, after setting aside what grew too large."""
        path = self.private("logs") / name
        if path.exists() and path.stat().st_size > _LOG_BYTES:
            path.replace(path.with_name(f"{name}.1"))
        number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(number, "ab")

    def temporary(self, parent: Path | None = None) -> Path:
        """A fresh folder (0700) outside the data folder, noted here for removal."""
        folder = Path(tempfile.mkdtemp(prefix=_TEMPORARY_PREFIX, dir=parent))
        self._note([*self._noted(), folder])
        return folder

    def remove_temporary(self) -> None:
        """Remove the temporary folders of this run and of runs that were killed."""
        for folder in self._noted():
            # The name may belong to somebody else by now: a reboot empties /tmp.
            if folder.name.startswith(_TEMPORARY_PREFIX) and _is_our_folder(folder):
                shutil.rmtree(folder, ignore_errors=True)
        (self.path / "temporary.json").unlink(missing_ok=True)

    def _noted(self) -> list[Path]:
        try:
            text = (self.path / "temporary.json").read_text(encoding="utf-8")
            return [Path(name) for name in json.loads(text)]
        except (FileNotFoundError, ValueError):
            return []

    def _note(self, folders: list[Path]) -> None:
        names = json.dumps([str(folder) for folder in folders])
        (self.path / "temporary.json").write_text(names, encoding="utf-8")

    def _tighten(self) -> None:
        status = self.path.stat()
        if not status.st_mode & 0o077 or status.st_uid != os.geteuid():
            return
        # A folder that holds other things as well is not ours to close.
        if {entry.name for entry in self.path.iterdir()} <= _OURS:
            self.path.chmod(0o700)
        else:
            logger.warning("Other users may look into the data folder %s.", self.path)


def _is_our_folder(folder: Path) -> bool:
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return False
    # Root gives socket folders away to the account that its servers run under.
    ours = os.geteuid() in (0, status.st_uid)
    return ours and stat.S_ISDIR(status.st_mode)
