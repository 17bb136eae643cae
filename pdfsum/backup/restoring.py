"""A backup put in the place of an empty installation, or of one that may go."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import IO

from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection

from pdfsum.backup import archive, database
from pdfsum.backup.archive import CHUNK, Member, members
from pdfsum.backup.checking import check
from pdfsum.backup.errors import BackupError, told_about_disk
from pdfsum.backup.manifest import Manifest
from pdfsum.backup.variables import differences
from pdfsum.lib.embedded import read_addresses
from pdfsum.lib.env import env_str
from pdfsum.serve.dumps import dump_database

Tell = Callable[[str], None]


def restore(path: Path, *, tell: Tell, may_replace: Callable[[str], bool]) -> Manifest:
    """Put files, database and key back as they were, then bring the schema forward.

    Everything is checked before anything changes. Files come first: they have names
    of their own and disturb nobody. Then the database, all or nothing; so a restore
    that was interrupted before is run again as if it were the first. `may_replace` is
    asked, in a sentence, when there are users or documents here.

    Reads the archive twice. Raises BackupError.
    """
    with told_about_disk(path), path.open("rb") as file:
        tell(f"Checking {path}.")
        manifest = check(file)
        manifest.check_restorable_here()
        _check_alone()
        _check_place(may_replace, tell)
        rest = _restore_files(file, tell)
        _restore_database(file)
        tell("The database is back.")
        _restore_key(rest.get(archive.SECRET_KEY), tell)
        call_command("migrate", interactive=False, verbosity=0)
        with connection.cursor() as cursor:
            # A dump holds no statistics, and plans and estimates rest on them.
            cursor.execute("ANALYZE")
        cache.clear()
        for line in differences(rest[archive.SETTINGS]):
            tell(f"Set there and not here: {line}")
    return manifest


def _check_alone() -> None:
    if running := read_addresses(settings.DATA_DIR):
        raise BackupError(
            f"pdfsum is running on this data folder (process {running.pid}). Stop it, "
            "then restore. Nothing was changed."
        )
    if others := database.other_clients():
        raise BackupError(
            f"Others are connected to this database ({others}). Stop web server, "
            "workers and scheduler first. Nothing was changed."
        )


def _check_place(may_replace: Callable[[str], bool], tell: Tell) -> None:
    """Raise BackupError unless the database is ours and empty, or may be replaced."""
    tables = database.tables()
    if foreign := [name for name in tables if not _is_ours(name)]:
        raise BackupError(
            f"This database holds tables that are not pdfsum's ({foreign[0]}). Restore "
            "into a database of its own. Nothing was changed."
        )
    database.check_extensions()
    users = _count("accounts_user", tables)
    documents = _count("library_document", tables)
    if not users and not documents:
        return
    what = f"There are {users} users and {documents} documents here"
    if not may_replace(what):
        raise BackupError(
            f"{what}. Restore into an empty installation, or say --replace to put the "
            "backup in their place. Nothing was changed."
        )
    dumped = dump_database(connection.settings_dict, settings.DATA_DIR / "dumps")
    tell(f"The database as it was is in {dumped}.")


def _is_ours(table: str) -> bool:
    labels = {config.label for config in apps.get_app_configs()} | {"django"}
    return any(table.startswith(f"{label}_") for label in labels)


def _count(table: str, tables: list[str]) -> int:
    """The schema may be of any age, so there is no model to ask."""
    if table not in tables:
        return 0
    with connection.cursor() as cursor:
        quoted = connection.ops.quote_name(table)
        cursor.execute(f"SELECT count(*) FROM {quoted}")  # noqa: S608 - see callers
        return int(cursor.fetchone()[0])


def _restore_files(file: IO[bytes], tell: Tell) -> dict[str, bytes]:
    """Put the stored files back; returns what is small and comes later."""
    rest, count = {archive.SETTINGS: b"{}"}, 0
    for member in members(file):
        if member.stored_name:
            with told_about_disk("the storage"):
                _restore_file(member, member.stored_name)
            count += 1
        elif member.name in (archive.SETTINGS, archive.SECRET_KEY):
            rest[member.name] = member.read_small()
    tell(f"{count} files are in the storage.")
    return rest


def _restore_file(member: Member, name: str) -> None:
    """Write it where there is no such file, or another one."""
    if default_storage.exists(name):
        digest = sha256()
        for chunk in member.chunks():
            digest.update(chunk)
        if _digest(name) == digest.hexdigest():
            return
        member.content.seek(0)
        default_storage.delete(name)
    kept = default_storage.save(name, File(member.content))
    if kept != name:
        raise BackupError(f"The storage has another file called {name}.")


def _digest(name: str) -> str:
    digest = sha256()
    with default_storage.open(name, "rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _restore_database(file: IO[bytes]) -> None:
    for member in members(file):
        if member.name == archive.DATABASE:
            database.restore(member.chunks())
            return


def _restore_key(key: bytes | None, tell: Tell) -> None:
    """What was signed with the key, such as sessions, goes on being valid."""
    if key is None or env_str("SECRET_KEY", ""):
        tell(
            "SECRET_KEY is yours to keep: where it is not the one of then, everybody "
            "logs in anew."
        )
        return
    path = settings.DATA_DIR / "secret_key"
    draft = path.with_name(".secret_key.restored")
    draft.unlink(missing_ok=True)
    number = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "wb") as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
