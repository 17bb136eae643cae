"""What this app knows of one person, for that person."""

from collections.abc import Callable, Iterator

from chat.exporting import UNNAMED, chat_json, chat_paper, export_of
from chat.models import Chat
from library.zipping import Entry
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches
from pdfsum.lib.paper import Format, write_paper

FOLDER = "chats"
BATCH = 50
_LONGEST_TITLE = 100


def chat_entries(user: User, *, absolute: Callable[[str], str]) -> Iterator[Entry]:
    """Two files for each chat: as JSON and for people. Four queries each."""
    number = 0
    for pks in pk_batches(Chat.objects.visible_to(user), size=BATCH):
        for chat in Chat.objects.visible_to(user).filter(pk__in=pks).order_by("pk"):
            number += 1
            exported = export_of(chat, user=user, absolute=absolute)
            title = (chat.title or UNNAMED)[:_LONGEST_TITLE]
            files = {
                "json": chat_json(exported),
                "md": write_paper(chat_paper(exported), Format.MD),
            }
            for suffix, content in files.items():
                yield Entry(
                    f"{number:06} {title}.{suffix}",
                    content,
                    folder=FOLDER,
                    modified_at=chat.updated_at,
                    deflate=True,
                )


def delete_chats(user: User) -> None:
    """For good, a batch at a time: a chat may have many messages."""
    for pks in pk_batches(Chat.objects.visible_to(user), size=BATCH):
        Chat.objects.filter(pk__in=pks).delete()
