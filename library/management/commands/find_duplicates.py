from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from library.actions.duplicates import (
    fill_fingerprints,
    find_pairs,
    without_fingerprints,
)
from library.models import Document


class Command(BaseCommand):
    help = (
        "Find documents that share pages. Processing does so with each new one; this "
        "is for those that an older version read. Interrupted, it goes on where it "
        "stopped, and compares again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--library", type=UUID, metavar="ID", help="only of this")
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and change nothing"
        )

    def handle(
        self,
        *,
        library: UUID | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        documents = Document.objects.live().filter(status__in=Document.READABLE)
        if library is not None:
            documents = documents.filter(library=library)
        if dry_run:
            unprinted = without_fingerprints(documents).count()
            self.stdout.write(f"Documents without fingerprints: {unprinted}.")
            self.stdout.write(f"Documents to compare: {documents.count()}.")
            return
        try:
            self._find(documents)
        except KeyboardInterrupt as exc:
            raise CommandError(
                "Interrupted. Start it again to go on.", returncode=130
            ) from exc

    def _find(self, documents: QuerySet[Document]) -> None:
        filled = sum(1 for _ in fill_fingerprints(documents))
        self.stdout.write(f"Given fingerprints: {filled} documents.")
        counts = list(map(bool, find_pairs(documents)))
        self.stdout.write(
            f"Compared: {len(counts)} documents; {sum(counts)} share pages with others."
        )
