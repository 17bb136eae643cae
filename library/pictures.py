"""Pictures of pages: rendered once, kept in the storage, gone with their document.

A picture's name holds the document's id, so that nothing of one document is told by
the pictures of another with the same bytes; and what it was rendered from, so that a
picture never outlives a change of its file.
"""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from library import storage
from library.errors import PicturesBusyError, StoredFileMissingError
from library.models import Document, Page
from pdfsum.engines.errors import PasswordRequiredError
from pdfsum.engines.pdf import PdfReader
from pdfsum.engines.webp import to_webp
from pdfsum.lib.errors import AppError

logger = logging.getLogger(__name__)

FOLDER = "pictures"
THUMBNAIL_WIDTH = 320
# The top of a receipt or a scroll tells enough of it.
THUMBNAIL_TALLEST = 640
PAGE_DPI = 110
# Posters are rendered smaller than they print; WebP ends at 16,383.
LONGEST_SIDE = 4000
# While no page of it has been read, nobody knows how large the first one is.
UNKNOWN_DPI = 72
# Children that render for one web process at a time. More would not be faster on two
# cores, and fifty cold cards of a grid would start fifty.
SLOTS = 2
# As long as a person waits for a picture; whoever is not served by then asks again.
PATIENCE = 10.0
# A page that cannot be rendered is not tried again for so long.
FAILURE_LASTS = timedelta(days=1)
FAILED = ".failed"

_slots = threading.BoundedSemaphore(SLOTS)


class Wanted(NamedTuple):
    """Which picture: `page` from 1, as a thumbnail or as large as it is read."""

    document: Document
    page: int
    is_thumbnail: bool = False

    @property
    def name(self) -> str:
        """Where it lies in the storage."""
        size = (
            f"thumbnail-{THUMBNAIL_WIDTH}"
            if self.is_thumbnail
            else f"page-{self.page}-{PAGE_DPI}"
        )
        folder = folder_of(self.document.pk)
        return f"{folder}/{picture_version(self.document)}-{size}.webp"


class Found(NamedTuple):
    """A picture in the storage, and when it was rendered."""

    name: str
    modified: datetime


def thumbnail_of(document: Document) -> Wanted:
    return Wanted(document, 1, is_thumbnail=True)


def picture_version(document: Document) -> str:
    """Changes whenever the pictures of a document may look different."""
    return document.file_hash[:16] + ("-unlocked" if document.unlocked_name else "")


def folder_of(document_id: UUID) -> str:
    """Two random digits of the id keep folders small."""
    return f"{FOLDER}/{str(document_id)[-2:]}/{document_id}"


def find(wanted: Wanted) -> Found | None:
    """The picture, if it was rendered before."""
    if not default_storage.exists(wanted.name):
        return None
    return Found(wanted.name, default_storage.get_modified_time(wanted.name))


def cannot_be_rendered(wanted: Wanted) -> bool:
    """Whether it is locked, or was tried within `FAILURE_LASTS` in vain."""
    if wanted.document.error_code == PasswordRequiredError.code:
        return True
    mark = wanted.name + FAILED
    if not default_storage.exists(mark):
        return False
    return timezone.now() - default_storage.get_modified_time(mark) < FAILURE_LASTS


def render(wanted: Wanted) -> Found | None:
    """Render and keep the picture; None if it cannot be, which is remembered.

    For requests: waits for a slot and holds no database connection meanwhile. Raises
    `PicturesBusyError`. Two that render the same picture keep one of them.
    """
    dpi = _dpi(wanted)
    if not connection.in_atomic_block:
        # Back to the pool: others need it more than who waits for a child.
        connection.close()
    with _slot():
        return find(wanted) or _render(wanted, dpi)


def make_thumbnail(document: Document) -> bool:
    """Whether the document has a thumbnail now. For workers and commands."""
    wanted = thumbnail_of(document)
    if find(wanted):
        return True
    if cannot_be_rendered(wanted):
        return False
    return _render(wanted, _dpi(wanted)) is not None


def delete_pictures(document_id: UUID) -> None:
    """Delete every picture of a document, also those of earlier versions."""
    folder = folder_of(document_id)
    if not default_storage.exists(folder):
        # A storage without folders says so of each.
        with suppress(FileNotFoundError):
            _delete_files(folder)
        return
    _delete_files(folder)
    with suppress(OSError):  # Somebody has rendered one just now.
        default_storage.delete(folder)


def sweep(shard: int) -> int:
    """Delete the pictures of documents that are gone, in one of 256 folders.

    They are those that were rendered while their document was deleted. Counts the
    documents.
    """
    parent = f"{FOLDER}/{shard:02x}"
    with suppress(FileNotFoundError):
        folders, _ = default_storage.listdir(parent)
        known = Document.objects.filter(pk__in=folders).values_list("pk", flat=True)
        gone = set(folders) - set(map(str, known))
        for document_id in gone:
            delete_pictures(UUID(document_id))
        return len(gone)
    return 0


def _dpi(wanted: Wanted) -> float:
    """How fine to render it, by the size of the page where that is known. A query."""
    pages = Page.objects.of_text(wanted.document.current_text_id)
    size = pages.filter(number=wanted.page).values_list("width", "height").first()
    width, height = size or (0.0, 0.0)
    if width <= 0 or height <= 0:
        return UNKNOWN_DPI if wanted.is_thumbnail else PAGE_DPI
    # Twice as wide as it is shown, and scaled down: letters stay letters.
    wished = 72 * 2 * THUMBNAIL_WIDTH / width if wanted.is_thumbnail else PAGE_DPI
    return float(min(wished, 72 * LONGEST_SIDE / max(width, height)))


def _render(wanted: Wanted, dpi: float) -> Found | None:
    started = time.monotonic()
    try:
        with (
            storage.local_copy(wanted.document) as path,
            PdfReader(path) as reader,
        ):
            picture = reader.render(wanted.page, dpi=dpi, colour=True)
    except StoredFileMissingError:
        return None
    except AppError as exc:
        _note_failure(wanted, exc)
        return None
    if wanted.is_thumbnail:
        content = to_webp(picture, width=THUMBNAIL_WIDTH, tallest=THUMBNAIL_TALLEST)
    else:
        content = to_webp(picture, width=LONGEST_SIDE, tallest=LONGEST_SIDE)
    storage.keep_once(wanted.name, content)
    logger.info(
        "Document %s: a picture of page %s in %.2f s.",
        wanted.document.pk,
        wanted.page,
        time.monotonic() - started,
    )
    return find(wanted)


def _note_failure(wanted: Wanted, error: AppError) -> None:
    logger.info("Document %s: no picture (%s).", wanted.document.pk, error.code)
    mark = wanted.name + FAILED
    default_storage.delete(mark)
    storage.keep_once(mark, b"")


def _delete_files(folder: str) -> None:
    _, files = default_storage.listdir(folder)
    for file in files:
        default_storage.delete(f"{folder}/{file}")


@contextmanager
def _slot() -> Iterator[None]:
    if not _slots.acquire(timeout=PATIENCE):
        raise PicturesBusyError
    try:
        yield
    finally:
        _slots.release()
