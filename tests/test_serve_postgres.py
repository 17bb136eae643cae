"""The embedded PostgreSQL on its own: long paths, leftovers, dumps, rights."""

import os
import subprocess
import sys
from pathlib import Path

import dj_database_url
import psycopg
import pytest

from pdfsum.serve.child import Child
from pdfsum.serve.dumps import dump_database
from pdfsum.serve.errors import ServeError
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.postgres import EmbeddedPostgres
from pdfsum.serve.readiness import wait_until_ready
from pdfsum.serve.stopping import stop_servers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")


class Running:
    """A cluster on a folder whose path is too long for a socket."""

    def __init__(self, path):
        self.folder = DataFolder(path)
        self.server = EmbeddedPostgres(self.folder, durable=False)
        self.child = Child(self.server)

    def start(self):
        self.server.prepare()
        wait_until_ready(self.server, self.child.start())

    def stop(self):
        stop_servers([self.child])
        self.folder.remove_temporary()

    def connect(self, **changes):
        return psycopg.connect(self.server.url, autocommit=True, **changes)


@pytest.fixture(scope="module")
def postgres(tmp_path_factory):
    long = tmp_path_factory.mktemp("long") / ("ünd ein @sehr: langer%41 Pfad" * 5)
    running = Running(long)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def database(postgres):
    return dj_database_url.parse(postgres.server.url)


def test_a_long_path_gets_a_short_private_socket_folder(postgres, database):
    assert len(os.fsencode(postgres.folder.path)) > 100
    socket_folder = Path(database["HOST"])
    assert len(os.fsencode(socket_folder)) < 50
    assert socket_folder.stat().st_mode & 0o077 == 0
    with postgres.connect() as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_our_role_is_no_superuser_and_has_every_extension(postgres):
    with postgres.connect() as connection:
        row = connection.execute(
            "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
        assert row == (False,)
        for name in ("vector", "pg_trgm", "unaccent"):
            connection.execute(f"CREATE EXTENSION IF NOT EXISTS {name}")


def test_a_stale_pid_file_of_a_stranger_does_not_stop_it(postgres):
    socket_folder = Path(dj_database_url.parse(postgres.server.url)["HOST"])
    postgres.stop()
    assert not socket_folder.exists()
    stranger = subprocess.Popen(["/bin/sleep", "60"])
    pid_file = postgres.folder.path / "postgres" / "cluster" / "postmaster.pid"
    pid_file.write_text(f"{stranger.pid}\n/somewhere\n1\n5432\n\n\n\n\n")
    again = Running(postgres.folder.path)
    again.start()
    assert stranger.poll() is None
    stranger.kill()
    stranger.wait()
    postgres.__dict__.update(again.__dict__)


def test_a_dump_can_be_loaded_and_only_three_are_kept(postgres, database, tmp_path):
    with postgres.connect() as connection:
        connection.execute("CREATE TABLE dumped AS SELECT 7 AS value")
    dumps = tmp_path / "dumps"
    made = [dump_database(database, dumps) for _ in range(4)]
    kept = sorted(dumps.iterdir())
    assert kept == made[1:]
    assert {path.stat().st_mode & 0o777 for path in kept} == {0o600}
    assert dumps.stat().st_mode & 0o777 == 0o700
    with postgres.connect() as connection:
        connection.execute("CREATE DATABASE loaded")
    _restore(postgres, database, kept[-1])
    with postgres.connect(dbname="loaded") as connection:
        assert connection.execute("SELECT value FROM dumped").fetchone() == (7,)


def _restore(postgres, database, dump):
    """As the sentence about another major version tells people to."""
    password = (postgres.folder.path / "postgres_admin").read_text()
    command = ["-h", database["HOST"], "-U", "pdfsum_admin", "-d", "loaded"]
    subprocess.run(
        [
            postgres.server.binaries.program("pg_restore"),
            "--clean",
            "--if-exists",
            *command,
            str(dump),
        ],
        env={"PGPASSWORD": password},
        check=True,
    )


def test_a_dump_that_fails_is_a_sentence_and_leaves_no_file(database, tmp_path):
    with pytest.raises(ServeError, match="nothing was migrated"):
        dump_database(database | {"NAME": "missing"}, tmp_path / "dumps")
    assert list((tmp_path / "dumps").iterdir()) == []


def test_the_log_holds_no_words_of_a_failed_statement(postgres):
    with postgres.connect() as connection, pytest.raises(psycopg.DataError):
        connection.execute("SELECT 'confidential'::integer")
    assert "confidential" not in postgres.server.log_path.read_text()
