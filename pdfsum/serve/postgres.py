"""An embedded PostgreSQL in the data folder: no TCP, scram passwords, no root."""

import logging
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import psycopg

from pdfsum.lib.secret_key import get_or_create_secret
from pdfsum.serve.binaries import Binaries, find_postgres
from pdfsum.serve.errors import ServeError
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.installation import make_runnable
from pdfsum.serve.postgres_database import ADMIN, DATABASE, ensure_database
from pdfsum.serve.postgres_settings import server_settings
from pdfsum.serve.sockets import choose_socket_folder
from pdfsum.serve.spawn import Account, Job, choose_account, server_environment, spawn
from pdfsum.serve.stale_postgres import end_old_server

logger = logging.getLogger(__name__)

_SOCKET = ".s.PGSQL.5432"


class EmbeddedPostgres:
    """One cluster. `prepare` makes it where it is missing; `start` runs it.

    Layout, all of it owned by the account that the server runs under:
    `postgres/` holds the socket, `postgres/cluster/` the data.
    """

    name = "PostgreSQL"
    # A "fast" shutdown: it disconnects everybody and writes a checkpoint.
    stop_signal = signal.SIGINT

    def __init__(self, folder: DataFolder, *, durable: bool = True) -> None:
        """Find programs, account and passwords. Starts nothing.

        Raises ServeError for a cluster of another major version, touching nothing.
        """
        self._data = folder
        self._durable = durable
        home = folder.path / "postgres"
        self._cluster = home / "cluster"
        self._account: Account | None = choose_account(self._cluster)
        self.binaries, version = make_runnable(
            find_postgres(), "postgres", self._account, folder
        )
        self._refuse_other_version(version)
        self._home = folder.private("postgres", self._account)
        self._socket_folder = choose_socket_folder(
            folder, self._home, _SOCKET, self._account
        )
        self._admin_password = get_or_create_secret(folder.path / "postgres_admin")
        self._password = get_or_create_secret(folder.path / "postgres_password")

    @property
    def url(self) -> str:
        """postgres://pdfsum:PASSWORD@%2Fpath%2Fof%2Fsocket%2Ffolder/pdfsum"""
        host = quote(str(self._socket_folder), safe="")
        return f"postgres://{DATABASE}:{self._password}@{host}/{DATABASE}"

    @property
    def log_path(self) -> Path:
        return self._data.path / "logs" / "postgres.log"

    def prepare(self) -> None:
        """Make the cluster on the first start (0.6 s), and end a server left behind."""
        if self._cluster.exists():
            end_old_server(self._cluster)
            return
        logger.info("Making a new database in %s.", self._home)
        # Renamed into place when whole, so a killed first start leaves no half cluster.
        draft = self._home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        if self._account:
            os.chown(draft, self._account.uid, self._account.gid)
        self._initialise(draft)
        draft.rename(self._cluster)

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server; it answers 0.1 s later, or more after a crash."""
        inside = self._socket_folder == self._home
        options = server_settings(
            socket_folder=".." if inside else str(self._socket_folder),
            durable=self._durable,
        )
        job = Job(
            command=[self.binaries.program("postgres"), "-D", self._here(), *options],
            folder=self._cluster,
            environment=server_environment(),
            account=self._account,
            death_signal=self.stop_signal,
        )
        with self._data.open_log("postgres.log") as log:
            return spawn(job, stdout=log, stderr=log)

    def answers(self) -> bool:
        """Whether our database can be used; makes it where it is missing."""
        try:
            self._ensure_database()
        except psycopg.OperationalError:
            return False
        return True

    def _ensure_database(self) -> None:
        with psycopg.connect(
            host=str(self._socket_folder),
            user=ADMIN,
            password=self._admin_password,
            dbname="postgres",
            connect_timeout=5,
            autocommit=True,
        ) as connection:
            ensure_database(connection, self._password)

    def _initialise(self, cluster: Path) -> None:
        reader, writer = os.pipe()
        if self._account:  # `initdb` opens /dev/stdin anew, with its own rights.
            os.fchown(reader, self._account.uid, self._account.gid)
        os.write(writer, f"{self._admin_password}\n".encode())
        os.close(writer)
        command: list[str | Path] = [
            self.binaries.program("initdb"),
            *("-D", self._here(cluster), "-U", ADMIN, "--pwfile=/dev/stdin"),
            *("--auth-local=scram-sha-256", "--auth-host=scram-sha-256"),
            # The built-in collation sorts alike on every machine and upgrade.
            *("--encoding=UTF8", "--locale-provider=builtin", "--locale=C.UTF-8"),
            *("--data-checksums", "--no-instructions"),
        ]
        if not self._durable:
            command.append("--no-sync")
        job = Job(
            command=command,
            folder=cluster,
            environment=server_environment(),
            account=self._account,
            death_signal=signal.SIGKILL,
        )
        with self._data.open_log("postgres.log") as log:
            process = spawn(job, stdin=reader, stdout=log, stderr=log)
        os.close(reader)
        if process.wait() != 0:
            raise ServeError(f"PostgreSQL's initdb failed; {self.log_path} says why.")

    def _here(self, folder: Path | None = None) -> str:
        """The cluster as the server calls it: its account may be unable to enter the
        folders above, and needs no more than the folder it was started in."""
        linux = sys.platform == "linux"
        return "/proc/self/cwd" if linux else str(folder or self._cluster)

    def _refuse_other_version(self, version: str) -> None:
        ours = version.split()[-1].split(".")[0]
        try:
            theirs = (self._cluster / "PG_VERSION").read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return
        if theirs != ours:
            raise ServeError(
                _other_version(self._data.path, theirs, ours, find_postgres())
            )


def _other_version(data: Path, theirs: str, ours: str, binaries: Binaries) -> str:
    home = data / "postgres"
    return (
        f"The data folder {data} was made by PostgreSQL {theirs}, this pdfsum brings "
        f"PostgreSQL {ours}, and nothing was touched: start the pdfsum you had before, "
        f"dump with its own program (pg_dump -Fc -h {home} -U {ADMIN} -f library.dump "
        f"{DATABASE}; the password is in {data / 'postgres_admin'}), stop it, move "
        f"{home} away, start this pdfsum once, and load the dump with "
        f"{binaries.program('pg_restore')} --clean --if-exists -h {home} -U {ADMIN} "
        f"-d {DATABASE} library.dump."
    )
