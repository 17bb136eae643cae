from argparse import ArgumentParser
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from library.actions.transferring import Report, import_archive
from library.management.commands.export_library import find_user
from library.models import Library
from library.transfer.archive import Archive
from pdfsum.lib.errors import AppError


class Command(BaseCommand):
    help = (
        "Add the documents of an export to a library. What is there already stays as "
        "it is, so a second run goes on where the first one stopped."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument(
            "--library", type=UUID, metavar="ID", help="default: the user's own"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="tell, and add nothing"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        user = find_user(options["user"])
        if options["library"]:
            visible = Library.objects.visible_to(user)
            library = visible.filter(pk=options["library"]).first()
            if library is None:
                raise CommandError(f"{user} sees no library {options['library']}.")
        else:
            library = Library.objects.private_to(user)
        try:
            with file.open("rb") as source, closing(Archive(source)) as archive:
                report = import_archive(
                    user=user,
                    library=library,
                    archive=archive,
                    dry_run=options["dry_run"],
                )
        except OSError as exc:
            raise CommandError(f"{file} cannot be read ({exc.strerror}).") from exc
        except AppError as exc:
            raise CommandError(str(exc)) from exc
        self._tell(report, dry_run=options["dry_run"])

    def _tell(self, report: Report, *, dry_run: bool) -> None:
        for problem in report.problems:
            self.stderr.write(problem)
        if left := report.refused - len(report.problems):
            self.stderr.write(f"… and {left:,} more.")
        would = "would be " if dry_run else ""
        self.stdout.write(
            f"{report.added:,} {would}added, {report.known:,} already there, "
            f"{report.trashed:,} in the trash already, {report.refused:,} refused."
        )
