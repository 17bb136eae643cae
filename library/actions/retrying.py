"""Pages that failed, read again without reading the others anew."""

from django.db import connection, transaction

from library.actions.documents import check_writable, lock_document
from library.actions.runs import queue_run
from library.errors import AlreadyProcessingError, InTrashError, NoFailedPagesError
from library.models import Document, Page, TextVersion
from library.processing.reading import READER, unfinished_reading
from pdfsum.accounts.models import User


@transaction.atomic
def retry_pages(*, user: User, document: Document) -> Document:
    """Queue a document whose failed pages are to be tried again.

    A new reading begins with the good pages of the current one, which stays what is
    searched until the new one is whole. Pages that an older reader read are not
    taken over: then every page is read anew.
    """
    check_writable(user, document)
    locked = lock_document(document.pk)
    if locked.trashed_at:
        raise InTrashError
    if locked.is_unfinished:
        raise AlreadyProcessingError
    current = locked.current_text
    failed = Page.objects.of_text(locked.current_text_id).filter(
        source=Page.Source.FAILED
    )
    if current is None or not failed.exists():
        raise NoFailedPagesError
    begun = unfinished_reading(locked)
    if begun == current:
        # It ended before it was whole: trying the whole again goes on with it.
        raise NoFailedPagesError
    if current.reader == READER:
        _take_over(current, begun)
    if begun.pages.filter(source=Page.Source.FAILED).exists():
        # What failed is read again as long as nothing is made of the reading.
        begun.passages.all().delete()
    queue_run(locked, attempt=1)
    return locked


def _take_over(current: TextVersion, begun: TextVersion) -> None:
    """Outline and good pages, in one statement however many there are."""
    begun.outline = current.outline
    begun.save(update_fields=["outline"])
    quote = connection.ops.quote_name
    columns = ", ".join(
        quote(field.attname)
        for field in Page._meta.concrete_fields
        if field.name not in ("id", "text_version")
    )
    table = quote(Page._meta.db_table)
    # Names of our own models only; values are parameters.
    statement = (
        f"INSERT INTO {table} (text_version_id, {columns}) "  # noqa: S608
        f"SELECT %s, {columns} FROM {table} "
        "WHERE text_version_id = %s AND source <> %s "
        "ON CONFLICT (text_version_id, number) DO NOTHING"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [begun.pk, current.pk, Page.Source.FAILED])
