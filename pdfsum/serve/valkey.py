"""An embedded Valkey: cache and queue, on a Unix socket with a password."""

import logging
import os
import secrets
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError

from pdfsum.serve.binaries import find_valkey
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.installation import make_runnable
from pdfsum.serve.sockets import choose_socket_folder
from pdfsum.serve.spawn import Account, Job, choose_account, server_environment, spawn

logger = logging.getLogger(__name__)

_SOCKET = "valkey.sock"
# What is cached has a timeout, and the least used of it goes first when memory ends: a
# program that reads 100,000 documents fills it. The messages of the queue have none, so
# they stay.
_CONFIG = """\
port 0
unixsocket {socket}
unixsocketperm 700
requirepass {password}
protected-mode yes
enable-debug-command no
enable-module-command no
dir .
save ""
appendonly no
maxmemory 256mb
maxmemory-policy volatile-lru
loglevel warning
set-proc-title no
"""


class EmbeddedValkey:
    """Keeps nothing on disk: the jobs are in PostgreSQL, the sessions too."""

    name = "Valkey"
    stop_signal = signal.SIGTERM

    def __init__(self, folder: DataFolder) -> None:
        """Find the program and an account for it. Starts nothing."""
        home = folder.path / "valkey"
        self._account: Account | None = choose_account(home)
        self._home = folder.private("valkey", self._account)
        self._socket_folder = choose_socket_folder(
            folder, self._home, _SOCKET, self._account
        )
        self._data = folder
        self._binaries, version = make_runnable(
            find_valkey(), "valkey-server", self._account, folder
        )
        logger.debug("Found %s", version)
        # New at each start: nothing that was stored needs the old one.
        self._password = secrets.token_urlsafe(32)

    @property
    def url(self) -> str:
        """As redis-py spells it: unix://:PASSWORD@/path/valkey.sock?db=0"""
        path = quote(str(self._socket_folder / _SOCKET))
        return f"unix://:{self._password}@{path}?db=0"

    def start(self) -> subprocess.Popen[bytes]:
        """Start the server. A pipe hands it the configuration with the password."""
        inside = self._socket_folder == self._home
        socket = _SOCKET if inside else str(self._socket_folder / _SOCKET)
        config = _CONFIG.format(socket=socket, password=self._password)
        reader, writer = os.pipe()
        # Smaller than a pipe's buffer, so this cannot block.
        os.write(writer, config.encode())
        os.close(writer)
        job = Job(
            command=[self._binaries.program("valkey-server"), "-"],
            folder=self._home,
            environment=server_environment(),
            account=self._account,
        )
        with self._data.open_log("valkey.log") as log:
            try:
                return spawn(job, stdin=reader, stdout=log, stderr=log)
            finally:
                os.close(reader)

    def answers(self) -> bool:
        client = Redis.from_url(self.url, socket_connect_timeout=1, socket_timeout=1)
        try:
            client.ping()
        except (RedisError, OSError):
            return False
        finally:
            client.close()
        return True

    @property
    def log_path(self) -> Path:
        return self._data.path / "logs" / "valkey.log"
