from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from pdfsum.accounts.api_keys import create_api_key
from pdfsum.accounts.errors import DuplicateApiKeyNameError
from pdfsum.accounts.models import Scope, User


class Command(BaseCommand):
    help = "Create an API key and print it, once, alone on the last line."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", required=True, help="what the key is for")
        parser.add_argument(
            "--scopes",
            nargs="+",
            default=Scope.values,
            metavar="SCOPE",
            help=f"some of {', '.join(Scope.values)} (default: all)",
        )

    def handle(
        self, *, email: str, name: str, scopes: list[str], **options: Any
    ) -> str:
        try:
            user = User.objects.get_by_natural_key(email)
            _, key = create_api_key(user=user, name=name, scopes=_known(scopes))
        except User.DoesNotExist as exc:
            raise CommandError(f"There is no user {email}.") from exc
        except DuplicateApiKeyNameError as exc:
            message = f"{email} already has a key named “{name}”."
            raise CommandError(message) from exc
        # Not on stdout, so that a script gets the key and nothing else.
        self.stderr.write(f"This key of {user} is shown only now:")
        return key


def _known(scopes: list[str]) -> list[str]:
    """The scopes without doubles, given apart or with commas."""
    wanted = {scope for part in scopes for scope in part.split(",") if scope}
    if not wanted or not wanted <= set(Scope.values):
        raise CommandError(f"Scopes are {', '.join(Scope.values)}.")
    return [scope for scope in Scope.values if scope in wanted]
