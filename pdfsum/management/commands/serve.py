"""`manage.py serve`: everything that pdfsum needs, from one command."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdfsum.lib.env import env_str
from pdfsum.serve.errors import ServeError
from pdfsum.serve.supervisor import Options, Supervisor
from pdfsum.serve.web_probe import reachable_host


class Command(BaseCommand):
    help = "Run database, cache, web, worker and scheduler until Ctrl-C."
    # The checks would want the database, which is not up yet.
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default=settings.PDFSUM_HOST)
        parser.add_argument("--port", type=int, default=settings.PDFSUM_PORT)

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        shown = reachable_host(host)
        address = f"[{shown}]:{port}" if ":" in shown else f"{shown}:{port}"
        options = Options(
            data_dir=settings.DATA_DIR,
            host=host,
            port=port,
            app_url=env_str("APP_URL", f"http://{address}").rstrip("/"),
            database_url=env_str("DATABASE_URL", ""),
            redis_url=env_str("REDIS_URL", ""),
        )
        try:
            Supervisor(options, self._say).run()
        except ServeError as exc:
            raise CommandError(str(exc)) from exc

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
