import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdfsum.backup import BackupError, restore
from pdfsum.serve.errors import ServeError
from pdfsum.serve.for_a_command import embedded_database, run_again_with


class Command(BaseCommand):
    help = (
        "Put a backup in the place of an empty installation, and check that everything "
        "fits together. pdfsum must not run. Restore only what you made yourself."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path)
        parser.add_argument(
            "--replace",
            action="store_true",
            help="put it in the place of users and documents that are here; asks first",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, *, file: Path, replace: bool, yes: bool, **options: Any) -> None:
        def may_replace(what: str) -> bool:
            return replace and (yes or _confirms(what))

        try:
            if not settings.DATABASE_URL:
                with embedded_database(settings.DATA_DIR) as url:
                    sys.exit(run_again_with(url))
            manifest = restore(
                file.absolute(), tell=self._tell, may_replace=may_replace
            )
        except (BackupError, ServeError) as exc:
            raise CommandError(str(exc)) from exc
        except KeyboardInterrupt as exc:
            message = "Interrupted. Run it again."
            raise CommandError(message, returncode=130) from exc
        counts = manifest.counts
        self._tell(
            f"Restored the backup of {manifest.made_at}: {counts['users']} users, "
            f"{counts['documents']} documents. Does everything fit together?"
        )
        call_command("check_integrity", stdout=self.stdout, stderr=self.stderr)

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()


def _confirms(what: str) -> bool:
    if not sys.stdin.isatty():
        raise BackupError(f"{what}, and nobody can be asked. Add --yes.")
    return input(f"{what}, and would be gone. Type “replace” to go on: ") == "replace"
