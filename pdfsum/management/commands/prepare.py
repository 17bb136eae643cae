"""`manage.py prepare`: what `serve` does between its servers and its programs."""

import time
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor

from library.actions import requeue_stuck
from pdfsum.accounts.setup import new_setup_link
from pdfsum.serve.dumps import dump_database
from pdfsum.serve.errors import ServeError
from pdfsum.serve.static_files import collect_static_if_stale

# A database of one's own may be started at the same time as we are.
_DATABASE_SECONDS = 30.0


class Command(BaseCommand):
    help = (
        "Dump the database if it will change, migrate, collect static files. "
        "Prints the one-time set-up link while no user exists."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--workers-since",
            type=float,
            help="Unix time. Jobs that were silent since then have lost their worker.",
        )

    def handle(self, *, workers_since: float | None, **_options: Any) -> str:
        try:
            _wait_for_database()
            _migrate()
        except ServeError as exc:
            raise CommandError(str(exc)) from exc
        if not settings.DEBUG:
            collect_static_if_stale(settings.STATIC_ROOT)
        if workers_since is not None:
            moment = datetime.fromtimestamp(workers_since, tz=UTC)
            requeue_stuck(silent_since=moment)
        return new_setup_link() or ""


def _wait_for_database() -> None:
    deadline = time.monotonic() + _DATABASE_SECONDS
    while True:
        try:
            connection.ensure_connection()
        except OperationalError as exc:
            if time.monotonic() > deadline:
                raise ServeError(f"The database does not answer: {exc}") from exc
            time.sleep(0.2)
        else:
            return


def _migrate() -> None:
    """Bring the schema up to date, after a dump of what is there."""
    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if executor.loader.applied_migrations:
        dump_database(connection.settings_dict, settings.DATA_DIR / "dumps")
    call_command("migrate", interactive=False, verbosity=0)
