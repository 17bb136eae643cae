"""A whole `manage.py serve` of a benchmark's own, and its API as a program sees it."""

import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import psycopg
import requests

from pdfsum.lib.embedded import read_addresses

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 180
# The servers, above all PostgreSQL, write everything down before they end.
STOP_SECONDS = 60
# A 200 MB upload, on a machine that does nothing but read PDFs.
REQUEST_SECONDS = 120
EMAIL = "benchmark@example.org"
# Settings of the shell that belong to another installation.
_FOREIGN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "APP_URL", "DEBUG", "PDFSUM_")


class Instance:
    """One running program with one user, reached over HTTP."""

    def __init__(self, home: Path, settings: dict[str, str]) -> None:
        port = _free_port()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        own = {"PDFSUM_DATA_DIR": str(home / "data"), "PDFSUM_PORT": str(port)}
        self.environment = kept | own | settings
        self.data = home / "data"
        self.url = f"http://127.0.0.1:{port}"
        self.log_path = home / "serve.log"
        self.api = requests.Session()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, wait until it answers, make a user and a key."""
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + START_SECONDS
        while "pdfsum is ready at" not in self.log:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise SystemExit(f"The program did not start:\n{self.log}")
            time.sleep(0.1)
        self.manage("create_user", EMAIL)
        key = self.manage("create_api_key", EMAIL, "--name", "benchmark")
        self.api.headers["Authorization"] = f"Bearer {key.splitlines()[-1]}"

    def stop(self) -> list[str]:
        """End it. Returns the command lines of what lives on, which is then killed."""
        processes = self.processes()
        if self._process is None:
            return []
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
        left = [process for process in processes if process.is_running()]
        told = [" ".join(process.cmdline()) for process in left]
        for process in left:
            process.kill()
        return told

    def processes(self) -> list[psutil.Process]:
        """Itself and everything below it."""
        if self._process is None or self._process.poll() is not None:
            return []
        itself = psutil.Process(self._process.pid)
        return [itself, *itself.children(recursive=True)]

    @property
    def log(self) -> str:
        return self.log_path.read_text(encoding="utf-8", errors="replace")

    def upload(self, path: Path) -> requests.Response:
        with path.open("rb") as file:
            return self.api.post(
                f"{self.url}/api/v1/documents",
                files={"file": (path.name, file)},
                timeout=REQUEST_SECONDS,
            )

    def unlock(self, document_id: str, password: str) -> requests.Response:
        return self.api.post(
            f"{self.url}/api/v1/documents/{document_id}/unlock",
            json={"password": password},
            timeout=REQUEST_SECONDS,
        )

    def get(self, path: str, **query: str) -> dict[str, Any]:
        """The answer as JSON. Raise `HTTPError` when it is an error."""
        url = f"{self.url}/api/v1/{path}"
        response = self.api.get(url, params=query, timeout=REQUEST_SECONDS)
        response.raise_for_status()
        answer: dict[str, Any] = response.json()
        return answer

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Any]:
        """What its database answers: for what no endpoint tells."""
        addresses = read_addresses(self.data)
        if addresses is None:
            raise SystemExit(f"The program has ended:\n{self.log}")
        with psycopg.connect(addresses.database_url) as connection:
            return connection.execute(query.encode(), values).fetchall()

    def manage(self, *arguments: str) -> str:
        """What a command of `manage.py` prints. Ends the benchmark when it fails."""
        password = {"PDFSUM_PASSWORD": secrets.token_urlsafe(16)}
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment | password,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout


@contextmanager
def running(**settings: str) -> Iterator[Instance]:
    """An instance on a data folder of its own, which is deleted afterwards."""
    home = Path(tempfile.mkdtemp(prefix="pdfsum-benchmark-"))
    instance = Instance(home, settings)
    try:
        instance.start()
        yield instance
    finally:
        instance.stop()
        shutil.rmtree(home, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
