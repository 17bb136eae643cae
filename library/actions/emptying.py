"""The trash, emptied: now by a person, in time by itself."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from library import queue
from library.actions.purging import purge_documents
from library.models import Document, Library
from pdfsum.accounts.models import User

# What a person waits for: a second, or five on a busy machine (benchmarks/purging.py:
# 3.8 ms for a document). The workers do the rest.
AT_ONCE = 200
# One message to the workers: others of the same queue are held up for two seconds, or
# ten on a busy machine.
BY_MESSAGE = 500


def in_trash_of(user: User, library: Library | None = None) -> QuerySet[Document]:
    """What `user` may delete for good: in all libraries, unless one is named."""
    trashed = Document.objects.writable_by(user).trashed()
    return trashed.filter(library=library) if library else trashed


def empty_trash(
    *, user: User, library: Library | None = None, most: int | None = None
) -> int:
    """Delete for good what `user` may of the trash, at most so many, and count them.

    What is trashed meanwhile may stay; what is restored meanwhile does.
    """
    return purge_documents(documents=in_trash_of(user, library), most=most)


def empty_trash_soon(*, user: User) -> bool:
    """Empty the trash of `user` as it is now. False if workers do a part of it.

    Should their message be lost, that part is still in the trash, where one sees it.
    """
    before = timezone.now()
    if empty_trash(user=user, most=AT_ONCE) < AT_ONCE:
        return True
    if not in_trash_of(user).exists():
        return True
    queue.enqueue_emptying(user.pk, before)
    return False


def go_on_emptying(*, user: User, before: datetime) -> int:
    """A part of what `user` had in the trash then; the rest by another message."""
    documents = in_trash_of(user).filter(trashed_at__lt=before)
    purged = purge_documents(documents=documents, most=BY_MESSAGE)
    if purged == BY_MESSAGE:
        queue.enqueue_emptying(user.pk, before)
    return purged


def overdue(*, days: int | None = None) -> QuerySet[Document]:
    """What has been in the trash for so many days; `EMPTY_TRASH_DELAY` by default."""
    age = timedelta(days=settings.EMPTY_TRASH_DELAY if days is None else days)
    return Document.objects.trashed().filter(trashed_at__lt=timezone.now() - age)


def empty_trash_by_itself() -> int:
    """Delete for good what is overdue, a part at a time, and count that part."""
    if not settings.EMPTY_TRASH_DELAY:
        return 0
    purged = purge_documents(documents=overdue(), most=BY_MESSAGE)
    if purged == BY_MESSAGE:
        queue.enqueue_retention()
    return purged
