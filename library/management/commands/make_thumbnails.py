from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from library import pictures
from library.models import Document
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches


class Command(BaseCommand):
    help = (
        "Render the thumbnails that are missing, one after the other. Pages that could "
        "not be rendered lately are left alone. Safe to stop and to start again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--user", metavar="EMAIL", help="only what they added")

    def handle(self, *args: Any, user: str | None, **options: Any) -> None:
        documents = Document.objects.live()
        if user is not None:
            documents = documents.filter(added_by=_find_user(user))
        made = without = there = 0
        for pks in pk_batches(documents):
            batch = Document.objects.filter(pk__in=pks).select_related("stored_file")
            for document in batch:
                if pictures.find(pictures.thumbnail_of(document)):
                    there += 1
                elif pictures.make_thumbnail(document):
                    made += 1
                else:
                    without += 1
        self.stdout.write(
            f"Thumbnails made: {made}. There already: {there}. "
            f"Documents that can have none: {without}."
        )


def _find_user(email: str) -> User:
    try:
        return User.objects.get_by_natural_key(email)
    except User.DoesNotExist as exc:
        raise CommandError(f"There is no user {email}.") from exc
