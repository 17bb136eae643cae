from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from library.actions import purge_documents
from library.actions.emptying import in_trash_of, overdue
from pdfsum.accounts.models import User


class Command(BaseCommand):
    help = (
        "Delete for good what has been in the trash for long enough. The scheduler "
        "does so every hour; this is for when room is needed now. There is no way back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--older-than",
            type=int,
            metavar="DAYS",
            help="in the trash for so long; 0 for all (EMPTY_TRASH_DELAY by default)",
        )
        parser.add_argument("--user", metavar="EMAIL", help="only what they may delete")
        parser.add_argument(
            "--dry-run", action="store_true", help="count, and delete nothing"
        )

    def handle(
        self,
        *,
        older_than: int | None,
        user: str | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if older_than is None and not settings.EMPTY_TRASH_DELAY:
            raise CommandError(
                "EMPTY_TRASH_DELAY is 0: nothing is ever overdue. Name --older-than."
            )
        if older_than is not None and older_than < 0:
            raise CommandError("--older-than takes 0 or more days.")
        documents = overdue(days=older_than)
        if user is not None:
            documents = documents.filter(pk__in=in_trash_of(_find(user)).values("pk"))
        if dry_run:
            told = f"Dry run; documents that would be deleted: {documents.count()}."
        else:
            told = f"Deleted for good: {purge_documents(documents=documents)}."
        self.stdout.write(told)


def _find(email: str) -> User:
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as exc:
        raise CommandError(f"There is no user {email}.") from exc
