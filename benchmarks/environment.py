"""Servers and a database of a benchmark's own, thrown away afterwards."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from celery import current_app
from django.core.management import call_command

from pdfsum.serve.child import Child
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.postgres import EmbeddedPostgres
from pdfsum.serve.readiness import wait_until_ready
from pdfsum.serve.stopping import stop_servers
from pdfsum.serve.valkey import EmbeddedValkey

# Half seconds.
WORKER_PATIENCE = 120
ROOT = Path(__file__).resolve().parent.parent


@contextmanager
def installation() -> Iterator[Path]:
    """PostgreSQL (durable, as in production) and Valkey, migrated, Django set up.

    Yields the data folder.
    """
    home = Path(tempfile.mkdtemp(prefix="pdfsum-benchmark-"))
    os.environ["PDFSUM_DATA_DIR"] = str(home / "data")
    folder = DataFolder(home / "data")
    postgres, valkey = EmbeddedPostgres(folder), EmbeddedValkey(folder)
    postgres.prepare()
    children = [Child(postgres), Child(valkey)]
    try:
        starting = [child.start() for child in children]
        wait_until_ready(postgres, starting[0])
        wait_until_ready(valkey, starting[1])
        os.environ["DATABASE_URL"], os.environ["REDIS_URL"] = postgres.url, valkey.url
        _set_up_django()
        yield home / "data"
    finally:
        stop_servers(children)
        folder.remove_temporary()
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def worker(processes: int = 2) -> Iterator[int]:
    """A real Celery worker with its pool, and beat's job left out. Yields its pid."""
    command = [sys.executable, "-m", "celery", "--app", "pdfsum", "--quiet", "worker"]
    options = ["--concurrency", str(processes), "--loglevel", "ERROR"]
    running = subprocess.Popen(
        [*command, *options, "--without-gossip", "--without-mingle"], cwd=ROOT
    )
    try:
        _wait_for_worker()
        yield running.pid
    finally:
        running.terminate()
        running.wait(timeout=30)


def _wait_for_worker() -> None:
    for _ in range(WORKER_PATIENCE):
        if current_app.control.ping(timeout=0.5):
            return
    raise SystemExit("The worker did not start.")


def _set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pdfsum.settings")
    django.setup()
    call_command("migrate", verbosity=0)
