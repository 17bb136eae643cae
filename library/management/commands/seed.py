import time
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from library.models import Document
from library.seeding import Plan, seed_database, tidy_tables
from pdfsum.lib.errors import AppError


class Command(BaseCommand):
    help = (
        "Make up libraries and documents, to measure with and to look at. Documents "
        "have a first page and a summary, and no file unless --files says so: what "
        "needs the file fails, as does the processing of those that are queued, and "
        "check_integrity says what is missing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--documents", type=int, default=1000, metavar="N")
        parser.add_argument("--libraries", type=int, default=5, metavar="N")
        parser.add_argument(
            "--seed", type=int, default=1, metavar="N", help="the same makes the same"
        )
        parser.add_argument(
            "--until",
            type=_time,
            metavar="TIME",
            help="of the newest upload; now by default, the first is 3 years older",
        )
        parser.add_argument(
            "--passages",
            type=int,
            default=0,
            metavar="N",
            help="of each document, with random vectors (slow: their index is built)",
        )
        parser.add_argument(
            "--files",
            type=int,
            default=0,
            metavar="N",
            help="the newest N have a real PDF, of one page",
        )
        parser.add_argument(
            "--append", action="store_true", help="to what is there already"
        )

    def handle(
        self,
        *,
        documents: int,
        libraries: int,
        seed: int,
        until: datetime | None,
        passages: int,
        files: int,
        append: bool,
        **options: Any,
    ) -> None:
        if min(documents, libraries) < 1 or min(passages, files) < 0:
            raise CommandError("At least one document and one library, please.")
        if not append and Document.objects.exists():
            raise CommandError(
                "There are documents in this database. --append adds to them."
            )
        plan = Plan(
            documents=documents,
            libraries=libraries,
            seed=seed,
            until=until or timezone.now(),
            passages=passages,
            files=files,
        )
        start = time.perf_counter()
        try:
            seed_database(plan, tell=self._tell)
        except AppError as exc:
            raise CommandError(str(exc)) from exc
        tidy_tables()
        seconds = time.perf_counter() - start
        self.stdout.write(
            f"{documents} documents in {libraries} libraries, in {seconds:.0f} s.\n"
            f"Nobody has a password. {plan.email('everywhere')} is a member of every "
            f"library, {plan.email('library-1')} has the largest.\n"
            f"Give one: manage.py changepassword {plan.email('everywhere')}"
        )

    def _tell(self, count: int) -> None:
        self.stdout.write(f"{count} documents", ending="\r")
        self.stdout.flush()


def _time(text: str) -> datetime:
    found = parse_datetime(text)
    if found is None:
        raise ValueError(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
