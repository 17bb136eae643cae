"""A pytest plugin: real PostgreSQL and Valkey, once per run, in a temporary folder.

Loaded with `-p tests.embedded`, before pytest-django reads the settings. Servers that
DATABASE_URL or REDIS_URL name are used as they are.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from pdfsum.serve.child import Child
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.postgres import EmbeddedPostgres
from pdfsum.serve.readiness import wait_until_ready
from pdfsum.serve.stopping import stop_servers
from pdfsum.serve.valkey import EmbeddedValkey

# With these nothing is run that needs a server.
_IDLE_OPTIONS = {"-h", "--help", "-V", "--version", "--co", "--collect-only"}


class EmbeddedServers:
    def __init__(self):
        self.path = Path(tempfile.mkdtemp(prefix="pdfsum-tests-"))
        self.children = []
        self.folder = None

    def start(self):
        os.environ["PDFSUM_DATA_DIR"] = str(self.path / "data")
        self.folder = DataFolder(self.path / "data")
        waits = []
        if not os.environ.get("REDIS_URL"):
            valkey = EmbeddedValkey(self.folder)
            waits.append((valkey, self._run(valkey)))
            os.environ["REDIS_URL"] = valkey.url
        if not os.environ.get("DATABASE_URL"):
            postgres = EmbeddedPostgres(self.folder, durable=False)
            postgres.prepare()
            waits.append((postgres, self._run(postgres)))
            os.environ["DATABASE_URL"] = postgres.url
        for server, process in waits:
            wait_until_ready(server, process)

    def stop(self):
        """Safe to call twice: at the end of the run and at the end of the process."""
        stop_servers(self.children)
        self.children = []
        if self.folder:
            self.folder.remove_temporary()
            self.folder = None
        shutil.rmtree(self.path, ignore_errors=True)

    def _run(self, server):
        child = Child(server)
        self.children.append(child)
        return child.start()


_servers = EmbeddedServers()


def pytest_load_initial_conftests(early_config, parser, args):
    # pytest-django reads the settings in this very hook; `tryfirst` goes before it.
    atexit.register(_servers.stop)
    if _IDLE_OPTIONS.isdisjoint(args):
        _servers.start()


pytest_load_initial_conftests.pytest_impl = {"tryfirst": True}


def pytest_unconfigure():
    _servers.stop()
