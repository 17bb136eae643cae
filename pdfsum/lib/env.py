"""Typed readers of environment variables. A wrong value stops the process."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_BOOLEANS = {"true": True, "1": True, "on": True, "yes": True} | {
    "false": False,
    "0": False,
    "off": False,
    "no": False,
}
_names_read: set[str] = set()


def names_read() -> frozenset[str]:
    """Every variable that was asked for so far, set or not."""
    return frozenset(_names_read)


def env_str(name: str, default: str | None = None) -> str:
    """Read NAME, or the file that NAME_FILE names (Docker and systemd secrets).

    An empty variable counts as absent, because compose files pass empty ones on.
    """
    _names_read.add(name)
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as exc:
            message = f"{name}_FILE names {path}, which cannot be read."
            raise ImproperlyConfigured(message) from exc
    value = os.environ.get(name) or default
    if value is None:
        raise ImproperlyConfigured(f"Set the {name} environment variable.")
    return value


def env_bool(name: str, *, default: bool) -> bool:
    value = env_str(name, str(default)).lower()
    if value not in _BOOLEANS:
        raise ImproperlyConfigured(f"{name} must be true or false, not {value!r}.")
    return _BOOLEANS[value]


def env_int(name: str, *, default: int, minimum: int = 0) -> int:
    value = env_str(name, str(default))
    try:
        number = int(value)
    except ValueError as exc:
        message = f"{name} must be a whole number, not {value!r}."
        raise ImproperlyConfigured(message) from exc
    if number < minimum:
        raise ImproperlyConfigured(f"{name} must be at least {minimum}.")
    return number


def env_choice(name: str, *, default: str, choices: tuple[str, ...]) -> str:
    value = env_str(name, default).lower()
    if value not in choices:
        known = ", ".join(choices)
        raise ImproperlyConfigured(f"{name} must be one of {known}, not {value!r}.")
    return value


def make_private_folder(folder: Path) -> None:
    """Make a folder that only we may enter, or stop the process with a sentence."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as exc:
        message = f"The folder {folder} cannot be made: {exc.strerror}."
        raise ImproperlyConfigured(message) from exc


def env_path(name: str, default: Path | None = None) -> Path | None:
    value = env_str(name, "")
    return Path(value).expanduser().resolve() if value else default
