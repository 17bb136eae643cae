"""The documents of a selection, a few at a time: for archives and exports."""

from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import IO

from library.document_lines import as_lines
from library.fields import ALL_FIELDS
from library.listing import Selection
from library.models import Document
from library.storage import open_stored
from library.zipping import Entry
from pdfsum.accounts.models import User

# A part of a stream: so many rows in memory, and none between two parts.
ROWS = 100


def selected_entries(user: User, selection: Selection) -> Iterator[Entry]:
    """Each PDF as it was uploaded, for `zip_parts`. A query per hundred documents."""
    documents = Document.objects.select_related("stored_file")
    for pks in selection.batches(user, size=ROWS):
        # Asked again, a hundred later: permission may have ended meanwhile.
        visible = documents.visible_to(user).live().filter(pk__in=pks)
        for document in visible.order_by("-pk"):
            yield Entry(
                document.filename,
                _opener(document),
                modified_at=document.created_at,
                size=document.stored_file.size,
            )


def selected_lines(
    user: User, selection: Selection, *, root: str
) -> Generator[bytes, None, None]:
    """One Document of the API a line. Two queries per hundred documents."""
    for pks in selection.batches(user, size=ROWS):
        visible = Document.objects.visible_to(user).live().filter(pk__in=pks)
        documents = ALL_FIELDS.load(visible).order_by("-pk")
        yield as_lines(ALL_FIELDS.show(documents, root=root))


def _opener(document: Document) -> Callable[[], IO[bytes]]:
    return partial(open_stored, document.stored_file)
