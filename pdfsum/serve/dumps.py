"""A dump of the database before each migration, the last three kept."""

import logging
import os
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pdfsum.serve.binaries import find_postgres
from pdfsum.serve.errors import ServeError

logger = logging.getLogger(__name__)

_KEPT = 3
_PATTERN = "pdfsum-*.dump"
# What Django calls the parts of an address, and what libpq calls them.
_VARIABLES = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}
_OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}


def dump_database(database: dict[str, Any], folder: Path) -> Path:
    """Write `folder/pdfsum-TIME.dump` (for pg_restore) and drop the oldest.

    `database` is an entry of Django's DATABASES. Raises ServeError when pg_dump
    fails; then nothing was migrated yet.
    """
    began = time.monotonic()
    folder.mkdir(mode=0o700, exist_ok=True)
    for unfinished in folder.glob("*.partial"):
        unfinished.unlink()
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    final = folder / f"pdfsum-{stamp}.dump"
    partial = final.with_suffix(".partial")
    done = subprocess.run(  # noqa: S603  our own pg_dump
        [find_postgres().program("pg_dump"), "--format=custom", f"--file={partial}"],
        env=_libpq_environment(database),
        umask=0o077,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        partial.unlink(missing_ok=True)
        raise ServeError(
            f"The dump before the migration failed, so nothing was migrated: "
            f"{done.stderr.strip()} (`manage.py migrate` migrates without a dump.)"
        )
    partial.replace(final)
    for old in sorted(folder.glob(_PATTERN))[:-_KEPT]:
        old.unlink()
    logger.info("Dumped the database in %.1f s: %s", time.monotonic() - began, final)
    return final


def _libpq_environment(database: dict[str, Any]) -> dict[str, str]:
    """The address as variables, because other users can read command lines."""
    environment = {key: value for key, value in os.environ.items() if key[:2] != "PG"}
    options = database.get("OPTIONS", {})
    pairs = [(name, database.get(key)) for key, name in _VARIABLES.items()]
    pairs += [(name, options.get(key)) for key, name in _OPTIONS.items()]
    return environment | {name: str(value) for name, value in pairs if value}
