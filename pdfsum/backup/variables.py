"""Which settings an installation was given, without a secret among them."""

import json
import os
import re

from pdfsum.lib.env import names_read

_SECRET = re.compile(r"KEY|PASSWORD|SECRET|TOKEN|CREDENTIAL")
# An address may hold a password.
_WITH_LOGIN = re.compile(r"//[^/]*@")
# Where the servers and folders are is the machine's business, not the backup's.
_OF_THE_MACHINE = {"DATABASE_URL", "REDIS_URL", "PDFSUM_DATA_DIR", "PDFSUM_PASSWORD"}


def describe_settings() -> bytes:
    """JSON: each variable that is set, with its value, or null where that is secret."""
    return json.dumps(_settings(), indent=1, sort_keys=True).encode()


def differences(there: bytes) -> list[str]:
    """Lines that name what was set there and is not the same here."""
    here = _settings()
    lines = []
    for name, value in sorted(json.loads(there).items()):
        if value is None and name not in here:
            lines.append(f"{name} (a secret, which the backup does not hold)")
        elif value is not None and here.get(name) != value:
            lines.append(f"{name}={value}")
    return lines


def _settings() -> dict[str, str | None]:
    found: dict[str, str | None] = {}
    for name in names_read() - _OF_THE_MACHINE:
        value = os.environ.get(name)
        if os.environ.get(f"{name}_FILE"):
            found[name] = None
        elif value:
            secret = _SECRET.search(name) or _WITH_LOGIN.search(value)
            found[name] = None if secret else value
    return found
