"""Documents deleted for good: rows, vectors, quotes, files. There is no way back."""

from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from library import storage
from library.actions.documents import check_writable
from library.document_meta import forget_document_meta
from library.errors import NotInTrashError
from library.models import (
    Document,
    DocumentTag,
    Library,
    Page,
    Passage,
    Tag,
    TextVersion,
)
from library.pictures import delete_pictures
from library.tag_counts import forget_tag_counts
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches

# So many documents in one transaction: it bounds memory, locks, and what an interrupted
# command has to do again. A batch takes 0.17 s (docs/deletion.md).
BATCH = 50

Forget = Callable[[Sequence[UUID]], None]
_before_purge: list[Forget] = []


def before_purge(forget: Forget) -> None:
    """Have `forget` called with the ids of documents that are about to go.

    For the layers above, which quote documents and whom the library does not know. It
    runs within the transaction, with the documents locked. The composition root
    registers it once, when the program starts.
    """
    if forget not in _before_purge:
        _before_purge.append(forget)


def purge_document(*, user: User, document: Document) -> None:
    """Delete a document that is in the trash for good.

    Raises `NotAllowedError`, or `NotInTrashError` when somebody has restored it.
    """
    check_writable(user, document)
    if not _purge(Document.objects.trashed(), [document.pk]):
        raise NotInTrashError


def purge_documents(*, documents: QuerySet[Document], most: int | None = None) -> int:
    """Delete documents for good, whoever owns them, and count them.

    In batches, each a transaction of its own: memory and locks are those of one. What
    no longer belongs to `documents` when its turn comes is spared.
    """
    purged = 0
    for pks in pk_batches(documents, size=BATCH):
        left = len(pks) if most is None else most - purged
        if left <= 0:
            break
        purged += _purge(documents, pks[:left])
    return purged


@transaction.atomic
def _purge(documents: QuerySet[Document], pks: Sequence[UUID]) -> int:
    """The locks keep a worker, an unlocking and a chat from adding to what goes.

    Each of them refers to the document or to its text, and so waits for this
    transaction, after which it finds nothing to refer to.
    """
    locked = _lock(documents.filter(pk__in=pks))
    delete_locked(locked)
    return len(locked)


def delete_locked(documents: Sequence[Document]) -> None:
    """Delete documents whose rows this transaction has locked, with what is theirs.

    Also their new versions that wait. Files go once the deletion is committed: before,
    it might still fail and leave documents without their files.
    """
    ids = [document.pk for document in documents]
    waiting = _lock(Document.objects.filter(replaces__in=ids))
    gone = [*documents, *waiting]
    ids += [document.pk for document in waiting]
    if not ids:
        return
    for forget in _before_purge:
        forget(ids)
    suggested = DocumentTag.objects.filter(document__in=ids, suggested=True)
    tags = set(suggested.values_list("tag__library", "tag"))
    _delete_rows(ids)
    forget_document_meta(*ids)
    forget_tag_counts(*{document.library_id for document in gone})
    files = {document.stored_file_id for document in gone}
    copies = {document.unlocked_name for document in gone} - {""}

    def clean_up() -> None:
        storage.delete_unused(files)
        storage.delete_copies(copies)
        for pk in ids:
            delete_pictures(pk)
        _sweep_suggestions(tags)

    # A storage that does not answer: `library.clean_up` does it within the hour.
    transaction.on_commit(clean_up, robust=True)


def _lock(documents: QuerySet[Document]) -> list[Document]:
    rows = documents.select_related(None).order_by("pk")
    rows = rows.only("library", "stored_file", "unlocked_name")
    return list(rows.select_for_update(of=("self",)))


def _delete_rows(ids: Sequence[UUID]) -> None:
    """A book has 10,000 passages: what is many is deleted unseen, in this order.

    The rest, and what other apps have of a document, is found by the ORM's relations.
    """
    texts = TextVersion.objects.filter(document__in=ids).order_by("pk")
    list(texts.select_for_update().values_list("pk"))
    Passage.objects.filter(document__in=ids).delete_unseen()
    pages = Page.objects.filter(text_version__document__in=ids)
    pages._raw_delete(pages.db)
    Document.objects.filter(pk__in=ids).delete()


def _sweep_suggestions(tags: Iterable[tuple[UUID, UUID]]) -> None:
    """Tags that the program put on these documents, and that no document has now.

    Not in the transaction of the deletion: others lock tags before documents.
    """
    for library_id, of_library in groupby(sorted(tags), key=itemgetter(0)):
        with transaction.atomic():
            Library.objects.lock_tags(library_id)
            dropped = [tag for _, tag in of_library]
            Tag.objects.filter(pk__in=dropped).unused().delete()
            forget_tag_counts(library_id)
