"""A dump of the database before each migration, the last three kept."""

import logging
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pdfsum.serve.binaries import find_postgres
from pdfsum.serve.errors import ServeError
from pdfsum.serve.libpq import libpq_environment

logger = logging.getLogger(__name__)

_KEPT = 3
_PATTERN = "pdfsum-*.dump"


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
        env=libpq_environment(database),
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
