"""The database out and in, by PostgreSQL's own programs, as streams."""

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import suppress
from tempfile import TemporaryFile
from threading import Thread
from typing import IO

import psycopg
from django.conf import settings
from django.db import connection

from pdfsum.backup.archive import CHUNK
from pdfsum.backup.errors import BackupError
from pdfsum.lib.extensions import REQUIRED_EXTENSIONS, statement
from pdfsum.serve.binaries import find_postgres
from pdfsum.serve.libpq import libpq_environment

# Whoever owns the database here owns what is restored; comments on extensions could
# be set by a superuser only.
_PORTABLE = ("--no-owner", "--no-privileges", "--no-comments")
_OUR_TABLES = """
SELECT c.oid::regclass::text FROM pg_class c
WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
  AND NOT c.relispartition
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
ORDER BY 1
"""
# Not there, and neither a superuser nor trusted to be created by anybody.
_OUT_OF_REACH = """
SELECT name FROM unnest(%s::text[]) AS name
WHERE name NOT IN (SELECT extname FROM pg_extension)
  AND NOT (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
  AND name NOT IN (SELECT name FROM pg_available_extension_versions WHERE trusted)
"""


def dump(snapshot: str) -> Iterator[bytes]:
    """`pg_dump --format=custom` of what this snapshot sees, piece by piece."""
    with TemporaryFile() as errors:
        process = _start(
            ["pg_dump", "--format=custom", *_PORTABLE, f"--snapshot={snapshot}"],
            stdin=subprocess.DEVNULL,
            stderr=errors,
        )
        try:
            while chunk := _pipe(process.stdout).read(CHUNK):
                yield chunk
        finally:
            # After an error here, its pipe is closed: it ends by itself.
            _pipe(process.stdout).close()
            code = process.wait()
        if code != 0:
            raise BackupError(f"The database was not dumped: {_words(errors)}")


def restore(chunks: Iterable[bytes]) -> None:
    """Put a dump in the place of what is in the database, all of it or nothing.

    One transaction of `psql` drops the tables and reads what `pg_restore` makes of
    the dump; the COMMIT is sent when both have come to a good end. The locks keep
    others waiting meanwhile. Raises BackupError, and the database is as before.
    """
    with TemporaryFile() as errors, TemporaryFile() as complaints:
        reader = _start(
            ["pg_restore", "--file=-", *_PORTABLE],
            stdin=subprocess.PIPE,
            stderr=errors,
        )
        writer = _start(
            ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=complaints,
        )
        feeder = _Feeder(chunks, _pipe(reader.stdin))
        feeder.start()
        sql = _pipe(writer.stdin)
        try:
            # A broken pipe: `psql` has given up, and says why.
            with suppress(BrokenPipeError):
                sql.write(_preamble())
                while chunk := _pipe(reader.stdout).read(CHUNK):
                    sql.write(chunk)
                _pipe(reader.stdout).close()
                if reader.wait() == 0 and feeder.is_whole():
                    sql.write(b"\nCOMMIT;\n")
        finally:
            with suppress(BrokenPipeError):
                sql.close()
            _pipe(reader.stdout).close()
            feeder.join()
            codes = reader.wait(), writer.wait()
        if any(codes) or not feeder.is_whole():
            said = _words(complaints) or _words(errors) or "it was interrupted"
            raise BackupError(
                f"The database was not restored, and is as it was: {said}"
            )


def tables() -> list[str]:
    """Tables that stand in the database now. One query."""
    with connection.cursor() as cursor:
        cursor.execute(_OUR_TABLES)
        return [name for (name,) in cursor.fetchall()]


def check_extensions() -> None:
    """Raise BackupError for an extension that only an administrator can create."""
    with connection.cursor() as cursor:
        cursor.execute(_OUT_OF_REACH, [list(REQUIRED_EXTENSIONS)])
        missing = [name for (name,) in cursor.fetchall()]
    if missing:
        raise BackupError(
            f"The database lacks the extension “{missing[0]}” and this database user "
            "may not create it. Ask an administrator to run, in this database:  "
            f"{' '.join(map(statement, missing))}  Nothing was changed."
        )


def other_clients() -> int:
    """How many others are connected to this database.

    Asked over a connection of its own, after the pool of this process was closed: it
    may hold more than one, which nobody can tell from those of others.
    """
    connection.close()
    connection.close_pool()  # type: ignore[attr-defined]
    with psycopg.connect(settings.DATABASE_URL) as direct:
        (count,) = direct.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
            "AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        ).fetchone() or (0,)
        return int(count)


def _preamble() -> bytes:
    names = ", ".join(tables())
    drop = f"DROP TABLE {names} CASCADE;" if names else ""
    return f"BEGIN;\nSET client_min_messages = warning;\n{drop}\n".encode()


class _Feeder(Thread):
    """Hands the dump to `pg_restore` while its output is read."""

    def __init__(self, chunks: Iterable[bytes], pipe: IO[bytes]) -> None:
        super().__init__(name="feed-pg-restore", daemon=True)
        self._chunks = chunks
        self._pipe = pipe
        self._whole = False

    def run(self) -> None:
        # It stops reading when it fails, or when it has read enough.
        with suppress(BrokenPipeError), self._pipe as pipe:
            for chunk in self._chunks:
                pipe.write(chunk)
            self._whole = True

    def is_whole(self) -> bool:
        self.join()
        return self._whole


def _start(
    command: list[str],
    *,
    stdin: int,
    stderr: IO[bytes],
    stdout: int = subprocess.PIPE,
) -> subprocess.Popen[bytes]:
    program, *options = command
    return subprocess.Popen(  # noqa: S603  programs of the wheel
        [find_postgres().program(program), *options],
        env=libpq_environment(connection.settings_dict),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
    )


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise ValueError("not a pipe")
    return pipe


def _words(errors: IO[bytes]) -> str:
    """The end of what a program complained about."""
    errors.seek(0)
    return errors.read(4096).decode(errors="replace").strip()
