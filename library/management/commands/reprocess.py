from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import QuerySet

from library.actions.reprocessing import made_by_older_engine, reprocess_all
from library.models import Document
from pdfsum.accounts.models import User


class Command(BaseCommand):
    help = (
        "Read documents again, behind those that somebody waits for. What they have "
        "stays until the new reading is whole. Documents in the trash are left alone."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group(required=True)
        which.add_argument("--all", action="store_true")
        which.add_argument("--failed", action="store_true")
        which.add_argument(
            "--older-engine",
            action="store_true",
            help="read by an older version, or without a summary",
        )
        which.add_argument(
            "documents", nargs="*", type=UUID, metavar="DOCUMENT", default=[]
        )
        parser.add_argument("--user", metavar="EMAIL", help="only what they added")
        parser.add_argument("--library", type=UUID, metavar="ID", help="only of this")
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and queue nothing"
        )

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        chosen = _chosen(_within(**options), **options)
        busy = chosen.filter(status__in=Document.UNFINISHED).count()
        queued = reprocess_all(documents=chosen, dry_run=dry_run)
        told = "Dry run; documents that would be queued" if dry_run else "Queued again"
        self.stdout.write(f"{told}: {queued}. In work already: {busy}.")


def _within(
    *, user: str | None, library: UUID | None, **others: Any
) -> QuerySet[Document]:
    documents = Document.objects.live()
    if user is not None:
        try:
            documents = documents.filter(added_by=User.objects.get_by_natural_key(user))
        except User.DoesNotExist as exc:
            raise CommandError(f"There is no user {user}.") from exc
    return documents if library is None else documents.filter(library=library)


def _chosen(
    candidates: QuerySet[Document],
    *,
    failed: bool,
    older_engine: bool,
    documents: list[UUID],
    **others: Any,
) -> QuerySet[Document]:
    if failed:
        return candidates.filter(status=Document.Status.FAILED)
    if older_engine:
        return made_by_older_engine(candidates)
    if not documents:
        return candidates
    chosen = candidates.filter(pk__in=documents)
    missing = set(documents) - set(chosen.values_list("pk", flat=True))
    if missing:
        names = ", ".join(sorted(map(str, missing)))
        raise CommandError(f"There is no such document: {names}.")
    return chosen
