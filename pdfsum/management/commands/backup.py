import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.template.defaultfilters import filesizeformat

from pdfsum.backup import BackupError, Report, make_backup
from pdfsum.serve.errors import ServeError
from pdfsum.serve.for_a_command import embedded_database, run_again_with


class Command(BaseCommand):
    help = (
        "Write database, files, key and settings into one file, also while pdfsum "
        "runs. It holds everything: keep it as you keep the library."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "target",
            metavar="FILE|DIR",
            type=Path,
            help="a new file, or a folder where it gets a name with the time",
        )

    def handle(self, *, target: Path, **options: Any) -> None:
        try:
            if not settings.DATABASE_URL:
                with embedded_database(settings.DATA_DIR) as url:
                    sys.exit(run_again_with(url))
            self._report(make_backup(target.absolute(), self._tell))
        except (BackupError, ServeError) as exc:
            raise CommandError(str(exc)) from exc
        except KeyboardInterrupt as exc:
            message = "Interrupted; nothing was kept."
            raise CommandError(message, returncode=130) from exc

    def _report(self, report: Report) -> None:
        for line in report.left_out:
            self.stderr.write(f"Not as it should be: {line}")
        if more := report.wrong - len(report.left_out):
            self.stderr.write(f"… and {more} more.")
        size = filesizeformat(report.size).replace("\xa0", " ")
        counts = report.counts
        self._tell(
            f"Backed up {counts['users']} users, {counts['documents']} documents and "
            f"{report.files} files: {report.path} ({size})."
        )

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
