"""The embedded PostgreSQL alone, for a command that runs while `serve` does not."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pdfsum.serve.child import Child
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.leftovers import sweep
from pdfsum.serve.postgres import EmbeddedPostgres
from pdfsum.serve.programs import child_environment
from pdfsum.serve.readiness import wait_until_ready
from pdfsum.serve.stopping import stop_servers


@contextmanager
def embedded_database(data_dir: Path) -> Iterator[str]:
    """The address of this folder's database, made where missing, run for the block.

    Raises ServeError when `serve` holds the folder, or the server does not start.
    """
    folder = DataFolder(data_dir)
    folder.lock()
    servers: list[Child] = []
    try:
        sweep(folder.path)
        folder.remove_temporary()
        postgres = EmbeddedPostgres(folder)
        postgres.prepare()
        servers.append(Child(postgres))
        wait_until_ready(postgres, servers[0].start())
        yield postgres.url
    finally:
        stop_servers(servers)
        folder.remove_temporary()
        folder.unlock()


def run_again_with(database_url: str) -> int:
    """This very command in a child that has the database; returns its exit code.

    Settings are read once, before there was an address to connect to.
    """
    return subprocess.call(  # noqa: S603  our own command line
        [sys.executable, *sys.argv],
        env=child_environment(DATABASE_URL=database_url),
    )
