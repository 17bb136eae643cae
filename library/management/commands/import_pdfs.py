from argparse import BooleanOptionalAction
from collections import Counter
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.actions.folders import folder_at
from library.actions.importing import Found, Imported, Outcome, find_pdfs, import_file
from library.models import Folder, Library
from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError

INTERRUPTED = 130
WOULD_BE_ADDED = "would be added"


class Command(BaseCommand):
    help = (
        "Add every PDF of a folder to a library. The files are copied and left alone; "
        "a second run adds nothing twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("directory", type=Path, metavar="DIR")
        parser.add_argument("--user", required=True, metavar="EMAIL")
        parser.add_argument(
            "--library", type=UUID, metavar="ID", help="default: the user's own"
        )
        parser.add_argument(
            "--folder", default="", metavar="PATH", help="of the library: Tax/2025"
        )
        parser.add_argument(
            "--folders",
            action="store_true",
            help="make a folder of the library for each folder below DIR",
        )
        parser.add_argument(
            "--tag", action="append", default=[], metavar="NAME", help="may be repeated"
        )
        parser.add_argument(
            "--recursive",
            action=BooleanOptionalAction,
            default=True,
            help="also what lies in folders below DIR",
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="tell, and add nothing"
        )

    def handle(self, *args: Any, directory: Path, **options: Any) -> None:
        if not directory.is_dir():
            raise CommandError(f"{directory} is not a folder.")
        self._take_options(directory.resolve(), **options)
        counts: Counter[Outcome] = Counter()
        try:
            for found in find_pdfs(self.root, recursive=options["recursive"]):
                imported = found.problem or self._import(found)
                counts[imported.outcome] += 1
                self._tell(found, imported)
        except KeyboardInterrupt as exc:
            message = f"Interrupted. {self._closing(counts)}"
            raise CommandError(message, returncode=INTERRUPTED) from exc
        except AppError as exc:
            raise CommandError(f"{exc} {self._closing(counts)}") from exc
        self.stdout.write(self._closing(counts))
        if counts[Outcome.REFUSED] or counts[Outcome.CHANGING]:
            raise CommandError("Some files were not added; their lines say why.")

    def _take_options(
        self,
        root: Path,
        *,
        user: str,
        library: UUID | None,
        folder: str,
        folders: bool,
        tag: list[str],
        dry_run: bool,
        **others: Any,
    ) -> None:
        self.root, self.dry_run = root, dry_run
        self.user = _user(user)
        self.library = _library(self.user, library)
        self.path, self.with_folders, self.tags = folder.split("/"), folders, tag
        self.made: dict[tuple[str, ...], Folder | None] = {}

    def _import(self, found: Found) -> Imported:
        return import_file(
            user=self.user,
            path=found.path,
            library=self.library,
            folder=None if self.dry_run else self._folder_of(found),
            tags=self.tags,
            in_bulk=True,
            dry_run=self.dry_run,
        )

    def _folder_of(self, found: Found) -> Folder | None:
        inner = found.path.parent.relative_to(self.root).parts
        names = (*self.path, *(inner if self.with_folders else ()))
        if names not in self.made:
            self.made[names] = folder_at(library=self.library, names=names)
        return self.made[names]

    def _tell(self, found: Found, imported: Imported) -> None:
        outcome = imported.outcome
        if self.dry_run and outcome == Outcome.ADDED:
            line = WOULD_BE_ADDED
        else:
            line = outcome.value
        name = _shown(found.path.relative_to(self.root))
        reason = f": {imported.sentence}" if imported.sentence else ""
        self.stdout.write(f"{line:<15}{name}{reason}")

    def _closing(self, counts: Counter[Outcome]) -> str:
        names = {outcome: str(outcome) for outcome in Outcome}
        if self.dry_run:
            names[Outcome.ADDED] = WOULD_BE_ADDED
        told = ", ".join(f"{counts[outcome]} {name}" for outcome, name in names.items())
        return f"Dry run, nothing was added: {told}." if self.dry_run else f"{told}."


def _user(email: str) -> User:
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as exc:
        raise CommandError(f"There is no user {email}.") from exc


def _library(user: User, pk: UUID | None) -> Library:
    if pk is None:
        return Library.objects.private_to(user)
    library = Library.objects.writable_by(user).filter(pk=pk).first()
    if library is None:
        raise CommandError(f"{user} may not add documents to a library {pk}.")
    return library


def _shown(path: Path) -> str:
    """A name that any terminal can print."""
    return "".join(
        c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(path)
    )
