import sys
from getpass import getpass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdfsum.accounts.users import create_user
from pdfsum.lib.env import env_str


class Command(BaseCommand):
    help = "Create a user. The password is read from PDFSUM_PASSWORD or asked for."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument(
            "--admin", action="store_true", help="may use the admin pages"
        )

    def handle(self, *, email: str, admin: bool, **options: Any) -> str:
        password = env_str("PDFSUM_PASSWORD", "") or _ask_for_password()
        try:
            user = create_user(email=email, password=password, is_admin=admin)
        except ValidationError as exc:
            raise CommandError(" ".join(exc.messages)) from exc
        return f"Created {'admin' if admin else 'user'} {user.email}."


def _ask_for_password() -> str:
    message = "Nobody can type a password here. Set PDFSUM_PASSWORD."
    if not sys.stdin.isatty():
        raise CommandError(message)
    try:
        password = getpass("Password: ")
        again = getpass("Password (again): ")
    except EOFError as exc:
        raise CommandError(message) from exc
    if password != again:
        raise CommandError("The two passwords differ. Nothing was created.")
    return password
