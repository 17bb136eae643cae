"""Secrets that are made once and kept in the data folder."""

import os
import secrets
import time
from pathlib import Path

_BYTES = 48
# A file is made and filled within microseconds; a reader between the two waits.
_FILL_SECONDS = 2.0


def get_or_create_secret_key(data_dir: Path) -> str:
    """Django's SECRET_KEY for this data folder. See `get_or_create_secret`."""
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    return get_or_create_secret(data_dir / "secret_key")


def get_or_create_secret(path: Path) -> str:
    """The secret kept in the file, made on first use with permissions 0600.

    Safe when several processes start at once: the secret is written to a file of
    its own and linked into place, which only one of them can do.
    """
    try:
        return _read(path)
    except FileNotFoundError:
        pass
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        _link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return _read(path)


def _link(draft: Path, path: Path) -> None:
    try:
        path.hardlink_to(draft)
    except FileExistsError:  # Another process was first; its secret counts.
        pass
    except OSError:  # A file system without hard links.
        try:
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(draft.read_text(encoding="ascii"))


def _read(path: Path) -> str:
    deadline = time.monotonic() + _FILL_SECONDS
    while not (secret := path.read_text(encoding="ascii").strip()):
        if time.monotonic() > deadline:
            message = f"{path} is empty. Delete it, and a new secret is made."
            raise RuntimeError(message)
        time.sleep(0.01)
    return secret
