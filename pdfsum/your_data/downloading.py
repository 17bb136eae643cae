"""Everything of one person as an archive: an export of their library, and more."""

import json
from collections.abc import Callable, Iterator
from typing import Any

from chat.own_data import chat_entries
from library.models import Document, Library
from library.own_data import preferences_of
from library.transfer.writing import library_entries
from library.zipping import Entry
from pdfsum.accounts.models import User
from pdfsum.accounts.own_data import profile_of


def account_entries(user: User, *, absolute: Callable[[str], str]) -> Iterator[Entry]:
    """Can be imported like the export of a library; what is of the person stays out."""
    library = Library.objects.private_to(user)
    documents = Document.objects.visible_to(user).filter(library=library)
    yield _json("profile.json", profile_of(user))
    yield _json("preferences.json", preferences_of(user))
    yield from chat_entries(user, absolute=absolute)
    yield from library_entries(library, documents)


def _json(name: str, content: dict[str, Any]) -> Entry:
    text = json.dumps(content, ensure_ascii=False, indent=1)
    return Entry(name, text.encode() + b"\n", deflate=True)
