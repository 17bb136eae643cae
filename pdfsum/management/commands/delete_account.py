from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError
from pdfsum.your_data.deleting import begin_deletion, consequences


class Command(BaseCommand):
    help = (
        "Delete an account for good, with its own library, its chats and its keys. "
        "Without --yes it only tells what would go."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--yes", action="store_true", help="do it")

    def handle(self, *, email: str, yes: bool, **options: Any) -> str:
        user = User.objects.filter(email=email.strip().lower()).first()
        if user is None:
            raise CommandError(f"There is no user {email}.")
        going = consequences(user)
        what = f"{going.documents} documents and {going.chats} chats"
        if not yes:
            return f"Would delete {user.email} with {what}. --yes does it."
        try:
            begin_deletion(user)
        except AppError as exc:
            raise CommandError(str(exc)) from exc
        return f"{user.email} is locked out. Workers delete {what}."
