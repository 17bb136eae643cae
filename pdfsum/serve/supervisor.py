"""`manage.py serve`: start everything in order, keep it alive, stop it in order."""

import logging
import os
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pdfsum.lib.embedded import Addresses, forget_addresses, write_addresses
from pdfsum.serve import programs
from pdfsum.serve.child import Child, Program
from pdfsum.serve.errors import ServeError
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.leftovers import marked_environment, sweep
from pdfsum.serve.postgres import EmbeddedPostgres
from pdfsum.serve.readiness import Server, wait_until_ready
from pdfsum.serve.stopping import stop_programs, stop_servers
from pdfsum.serve.terminal import Terminal
from pdfsum.serve.up_to_date import is_up_to_date
from pdfsum.serve.valkey import EmbeddedValkey
from pdfsum.serve.web_probe import answers, refuse_used_port

logger = logging.getLogger(__name__)

_TICK_SECONDS = 1.0
_PROBE_SECONDS = 0.05


@dataclass(frozen=True)
class Options:
    """What `serve` was asked for. An empty URL means: bring your own server."""

    data_dir: Path
    host: str
    port: int
    app_url: str
    database_url: str
    redis_url: str


class Supervisor:
    """`run` returns after a clean stop; ServeError says why it could not start."""

    def __init__(self, options: Options, say: Callable[[str], None]) -> None:
        self._options = options
        self._say = say
        self._began = time.monotonic()
        self._started_at = time.time()
        self._folder = DataFolder(options.data_dir)
        self._servers: list[Child] = []
        self._programs: list[Child] = []
        self._setup_link = ""
        self._terminal = Terminal()

    def run(self) -> None:
        """Serve until SIGINT, SIGTERM or SIGHUP."""
        self._folder.lock()
        if count := sweep(self._folder.path):
            logger.warning("Ended %d processes that a killed run left behind.", count)
        refuse_used_port(self._options.host, self._options.port)
        self._folder.remove_temporary()
        try:
            self._start()
            self._watch()
        finally:
            self._stop()

    def _start(self) -> None:
        environment = self._start_servers()
        fresh = is_up_to_date(environment["DATABASE_URL"])
        if not fresh:
            logger.info("Bringing the database and the static files up to date.")
            self._prepare(environment)
        web = programs.web(
            environment,
            self._options.host,
            self._options.port,
            behind_proxy=self._options.app_url.startswith("https:"),
        )
        self._add_program(web)
        self._wait_for_web()
        # After the web server, which has both cores to itself for the first page.
        schedule = self._folder.private("beat") / "schedule"
        self._add_program(programs.worker(environment))
        self._add_program(programs.answer_worker(environment))
        self._add_program(programs.beat(environment, schedule))
        if fresh:
            self._prepare(environment)
        if self._setup_link:
            self._say(f"Make the first account: {self._setup_link}")

    def _start_servers(self) -> dict[str, str]:
        """Start what is not provided; returns the environment for our programs."""
        database_url, redis_url = self._options.database_url, self._options.redis_url
        # Both are looked at before either runs: a refusal leaves nothing behind.
        postgres = None if database_url else EmbeddedPostgres(self._folder)
        valkey = None if redis_url else EmbeddedValkey(self._folder)
        started: list[tuple[Server, subprocess.Popen[bytes]]] = []
        if valkey:
            redis_url = valkey.url
            started.append((valkey, self._add_server(valkey).start()))
        if postgres:
            postgres.prepare()
            database_url = postgres.url
            started.append((postgres, self._add_server(postgres).start()))
        for server, process in started:
            stop = self._is_asked_to_stop
            wait_until_ready(server, process, give_up=stop)
        return self._publish(database_url, redis_url)

    def _publish(self, database_url: str, redis_url: str) -> dict[str, str]:
        options = self._options
        write_addresses(
            self._folder.path,
            Addresses(os.getpid(), database_url, redis_url, options.app_url),
        )
        return programs.child_environment(
            DATABASE_URL=database_url,
            REDIS_URL=redis_url,
            **marked_environment(self._folder.path),
            PDFSUM_DATA_DIR=str(self._folder.path),
            PDFSUM_HOST=options.host,
            PDFSUM_PORT=str(options.port),
            APP_URL=options.app_url,
        )

    def _prepare(self, environment: dict[str, str]) -> None:
        """Dump, migrate, collect static files; keep the set-up link it prints."""
        if self._is_asked_to_stop():
            return
        # Our own queue has our own worker alone: older ones are gone, jobs and all.
        alone = not self._options.redis_url
        process = programs.preparation(
            environment, workers_since=self._started_at if alone else None
        ).start_with_pipe()
        while process.poll() is None:
            self._tend()
            self._terminal.sleep(_TICK_SECONDS)
            if self._is_asked_to_stop():
                process.terminate()
        printed = process.communicate()[0].decode()
        if process.returncode != 0 and not self._is_asked_to_stop():
            raise ServeError("The database could not be brought up to date; see above.")
        self._setup_link = printed.strip()

    def _wait_for_web(self) -> None:
        while not self._is_asked_to_stop():
            if answers(self._options.host, self._options.port):
                seconds = time.monotonic() - self._began
                logger.info("Ready after %.1f s.", seconds)
                self._say(f"pdfsum is ready at {self._options.app_url}")
                return
            self._tend()
            self._terminal.sleep(_PROBE_SECONDS)

    def _watch(self) -> None:
        while not self._is_asked_to_stop():
            self._tend()
            self._terminal.sleep(_TICK_SECONDS)

    def _tend(self) -> None:
        for child in (*self._servers, *self._programs):
            child.tend()

    def _stop(self) -> None:
        # A second Ctrl-C must not interrupt the clean-up.
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        logger.info("Stopping.")
        stop_programs(self._programs)
        stop_servers(self._servers)
        sweep(self._folder.path)
        forget_addresses(self._folder.path)
        self._folder.remove_temporary()
        self._folder.unlock()
        logger.info("Stopped.")

    def _is_asked_to_stop(self) -> bool:
        return self._terminal.asked_to_stop

    def _add_server(self, server: Program) -> Child:
        child = Child(server)
        self._servers.append(child)
        return child

    def _add_program(self, program: Program) -> None:
        if self._is_asked_to_stop():
            return
        child = Child(program)
        self._programs.append(child)
        child.start()
