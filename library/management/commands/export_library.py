from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from library.models import Document, Library
from library.transfer.writing import library_entries
from library.zipping import MISSING, zip_parts
from pdfsum.accounts.models import User


class Command(BaseCommand):
    help = (
        "Write a library with all its documents into a ZIP file that import_library "
        "and other programs can read (docs/export-format.md)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE.zip")
        whose = parser.add_mutually_exclusive_group(required=True)
        whose.add_argument("--library", type=UUID, metavar="ID")
        whose.add_argument(
            "--user", metavar="EMAIL", help="the private library of this user"
        )

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        library = find_library(options["library"], options["user"])
        documents = Document.objects.filter(library=library)
        try:
            # Mode "x": an export that is there is not written over. Ctrl-C and a full
            # disk leave nothing behind.
            with file.open("xb") as archive, ExitStack() as unfinished:
                unfinished.callback(file.unlink, missing_ok=True)
                for part in zip_parts(library_entries(library, documents)):
                    archive.write(part)
                archive.flush()
                unfinished.pop_all()
        except FileExistsError as exc:
            raise CommandError(f"{file} is there already.") from exc
        except OSError as exc:
            raise CommandError(f"{file} cannot be written ({exc.strerror}).") from exc
        count = documents.count()
        self.stdout.write(
            f"Wrote {file}: {count:,} document{'' if count == 1 else 's'} of "
            f"“{library.name}”. If files were missing, {MISSING} in it names them."
        )


def find_library(pk: UUID | None, email: str | None) -> Library:
    """By its id, or the private one of a user. Raises `CommandError`."""
    if pk:
        library = Library.objects.filter(pk=pk).first()
        if library is None:
            raise CommandError(f"There is no library {pk}.")
        return library
    return Library.objects.private_to(find_user(email or ""))


def find_user(email: str) -> User:
    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise CommandError(f"There is no user {email}.")
    return user
