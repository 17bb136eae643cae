"""All documents of a user as JSON, one a line, however many they are."""

from collections.abc import Generator, Iterable
from dataclasses import replace
from typing import Any

from ninja.responses import NinjaJSONEncoder

from library.fields import DocumentFields
from library.listing import DocumentFilter
from library.models import Library
from pdfsum.accounts.models import User

# Documents of one part: large enough that queries and thread hops do not count, and
# about 1 MB with summaries.
PART = 500

_encode = NinjaJSONEncoder().encode


def document_lines(
    *, user: User, chosen: DocumentFilter, fields: DocumentFields, root: str
) -> Generator[bytes, None, None]:
    """Parts of at most `PART` lines: library after library, newest first in each.

    One query a part, and memory for one. Each part asks anew what `user` may
    see: a membership that ends meanwhile ends what is shown.
    """
    libraries = Library.objects.visible_to(user).order_by("pk")
    if chosen.library:
        libraries = libraries.filter(pk=chosen.library)
    for library in list(libraries.values_list("pk", flat=True)):
        of_library = replace(chosen, library=library)
        cursor = None
        while True:
            documents = fields.load(of_library.of(user))
            page = documents.fetch_page(cursor=cursor, limit=PART)
            yield as_lines(fields.show(page.results, root=root))
            cursor = page.next_cursor
            if cursor is None:
                break


def as_lines(shown: Iterable[dict[str, Any]]) -> bytes:
    return b"".join(_encode(one).encode() + b"\n" for one in shown)
