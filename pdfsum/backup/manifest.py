"""What a backup says of itself, before anything else in it is believed."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection
from django.db.migrations.loader import MigrationLoader

import pdfsum
from pdfsum.backup.errors import BackupError

FORMAT = "pdfsum-backup"
# Raised when a release writes what an older one would misread; docs/adr/0011 says how
# long the older ones are read.
VERSION = 1
_NOT_OURS = "This file is not a backup of pdfsum. Nothing was changed."


@dataclass(frozen=True)
class Manifest:
    """`migrations` holds every applied one, by app; `counts` rows and files."""

    made_at: str
    program: str
    postgresql: int
    migrations: dict[str, list[str]]
    counts: dict[str, int]

    def to_bytes(self) -> bytes:
        head = {"format": FORMAT, "version": VERSION}
        return json.dumps(head | asdict(self), indent=1, sort_keys=True).encode()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Manifest":
        """Raises BackupError for what is no backup, or one of a later format."""
        try:
            found = json.loads(content)
        except ValueError as exc:
            raise BackupError(_NOT_OURS) from exc
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise BackupError(_NOT_OURS)
        version, program = found.get("version"), found.get("program")
        if not isinstance(version, int):
            raise BackupError(_NOT_OURS)
        if version > VERSION:
            raise BackupError(
                f"This backup has format {version}, made by pdfsum {program}; this "
                f"pdfsum {pdfsum.__version__} reads formats up to {VERSION}. Install "
                "the newer pdfsum, then restore. Nothing was changed."
            )
        try:
            return cls(
                made_at=str(found["made_at"]),
                program=str(program),
                postgresql=int(found["postgresql"]),
                migrations=_lists_of_names(found["migrations"]),
                counts={str(key): int(n) for key, n in found["counts"].items()},
            )
        except (KeyError, TypeError, ValueError, AttributeError) as exc:
            raise BackupError(_NOT_OURS) from exc

    def check_restorable_here(self) -> None:
        """Raise BackupError when this code or this PostgreSQL is older."""
        loader = MigrationLoader(None, ignore_no_migrations=True)
        known = {*loader.disk_migrations}
        for migration in loader.disk_migrations.values():
            known |= {(app, name) for app, name in migration.replaces}
        unknown = [
            f"{app}.{name}"
            for app, names in self.migrations.items()
            for name in names
            if app in loader.migrated_apps and (app, name) not in known
        ]
        if unknown:
            raise BackupError(
                f"This backup was made by pdfsum {self.program}, which is newer than "
                f"this one: its migration {unknown[-1]} is not known here. Install "
                "that pdfsum, then restore. Nothing was changed."
            )
        ours = postgresql_version()
        if self.postgresql > ours:
            raise BackupError(
                f"This backup holds a database of PostgreSQL {self.postgresql}, and "
                f"this one is PostgreSQL {ours}, which is older. Restore into "
                f"PostgreSQL {self.postgresql} or newer. Nothing was changed."
            )


def postgresql_version() -> int:
    """The server's major version. One query at most."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        return int(cursor.fetchone()[0]) // 10_000


def _lists_of_names(value: dict[Any, Any]) -> dict[str, list[str]]:
    return {str(app): [str(name) for name in names] for app, names in value.items()}
