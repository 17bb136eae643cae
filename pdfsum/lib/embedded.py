"""Where the embedded servers listen, told by `manage.py serve` to other commands."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

_FILE_NAME = "serve.json"


@dataclass(frozen=True)
class Addresses:
    """What a running `serve` offers. The URLs hold passwords: never log them."""

    pid: int
    database_url: str
    redis_url: str
    address: str


def read_addresses(data_dir: Path) -> Addresses | None:
    """The addresses of the `serve` that runs on this folder, or None.

    None as well when the file was left by a process that was killed, or when it
    belongs to another user.
    """
    try:
        found = json.loads((data_dir / _FILE_NAME).read_text(encoding="utf-8"))
        addresses = Addresses(**found)
    except (FileNotFoundError, PermissionError, ValueError, TypeError):
        return None
    return addresses if _is_alive(addresses.pid) else None


def write_addresses(data_dir: Path, addresses: Addresses) -> None:
    """Publish the addresses, readable by the owner only, whole or not at all."""
    new = data_dir / f"{_FILE_NAME}.new"
    new.unlink(missing_ok=True)
    descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(asdict(addresses), file)
    new.replace(data_dir / _FILE_NAME)


def forget_addresses(data_dir: Path) -> None:
    (data_dir / _FILE_NAME).unlink(missing_ok=True)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # It lives, under another user.
        return True
    return True
