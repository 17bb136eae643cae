"""Uploaded exports: checked at once, worked off part by part by a task."""

import logging
import time
from contextlib import closing
from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from library import queue
from library.actions.permissions import check_library_writable
from library.actions.transferring import Report, import_archive
from library.actions.uploads import clean_filename
from library.errors import ImportAtWorkError
from library.models import Library, LibraryImport
from library.transfer.archive import Archive
from library.transfer.errors import ArchiveGoneError
from pdfsum.accounts.models import User
from pdfsum.lib.disk import told_when_full
from pdfsum.lib.errors import AppError
from pdfsum.lib.ids import uuid7
from pdfsum.lib.uploads import HashedUpload

# The upkeep worker has more to do than this; in seconds.
PART = 20
# A part beats after each document, and the largest document takes minutes.
SILENCE = timedelta(minutes=30)
# A silent import that began so long ago has been silent a few times.
PATIENCE = timedelta(days=1)
GIVEN_UP = (
    "It stopped again and again without a word. What was added is there; upload the "
    "archive once more to go on with the rest."
)
FOLDER = "imports"
# A file without a row may belong to a request that is still at work.
ORPHAN_AGE = timedelta(hours=1)

State = LibraryImport.State

logger = logging.getLogger(__name__)


def start_import(
    *, user: User, library: Library, upload: HashedUpload
) -> LibraryImport:
    """Keep an archive and have it worked off.

    What is wrong with it as a whole is told at once: raises `ArchiveError`,
    `NotAllowedError`, `ImportAtWorkError` or `DiskFullError`.
    """
    check_library_writable(user, library.pk)
    with closing(Archive(upload)) as archive:
        total = len(archive.documents)
    upload.seek(0)
    pk = uuid7()
    with transaction.atomic():
        # Two clicks are one import: the second waits here, and then sees the first.
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        if LibraryImport.objects.visible_to(user).open().exists():
            raise ImportAtWorkError
        with told_when_full():
            name = default_storage.save(f"{FOLDER}/{pk}.zip", upload)
        started = LibraryImport.objects.create(
            pk=pk,
            user=user,
            library=library,
            filename=clean_filename(upload.name or ""),
            stored_name=name,
            total=total,
        )
        queue.enqueue_import(pk)
    return started


def work_on(pk: str | UUID) -> None:
    """One part of an import; the rest is queued. Nothing if it has ended."""
    job = LibraryImport.objects.claim(pk)
    if job is None:
        return
    try:
        report = _work(job)
    except AppError as exc:
        LibraryImport.objects.end(job.pk, State.FAILED, error_detail=str(exc))
    else:
        if report.done < report.total:
            with transaction.atomic():
                # Unless it was taken for lost, and somebody else has it by now.
                ours = LibraryImport.objects.filter(pk=job.pk, state=State.RUNNING)
                if ours.update(state=State.QUEUED, beat_at=Now()):
                    queue.enqueue_import(job.pk)
            return
        LibraryImport.objects.end(job.pk, State.DONE)
    default_storage.delete(job.stored_name)
    logger.info("Import %s ended.", job.pk)


def resume_silent() -> None:
    """Queue again what a dead worker or a lost message left behind.

    Not for ever: an archive that ends every worker keeps its user from another one.
    """
    now = timezone.now()
    for job in LibraryImport.objects.silent(since=now - SILENCE):
        same = LibraryImport.objects.filter(pk=job.pk, beat_at=job.beat_at)
        if now - job.created_at > PATIENCE:
            LibraryImport.objects.end(job.pk, State.FAILED, error_detail=GIVEN_UP)
        elif same.update(state=State.QUEUED, beat_at=Now()):
            queue.enqueue_import(job.pk)


def delete_left_archives() -> int:
    """Delete archives that no open import names, and count them."""
    if not default_storage.exists(FOLDER):
        return 0
    _, files = default_storage.listdir(FOLDER)
    names = {f"{FOLDER}/{file}" for file in files}
    needed = LibraryImport.objects.open().filter(stored_name__in=names)
    left = names - set(needed.values_list("stored_name", flat=True))
    old = timezone.now() - ORPHAN_AGE
    gone = [name for name in left if default_storage.get_modified_time(name) < old]
    for name in gone:
        default_storage.delete(name)
    return len(gone)


def _work(job: LibraryImport) -> Report:
    report = Report(
        total=job.total,
        added=job.added,
        known=job.known,
        trashed=job.trashed,
        refused=job.refused,
        problems=list(job.problems),
    )
    deadline = time.monotonic() + PART

    def goes_on(report: Report) -> bool:
        rows = LibraryImport.objects.filter(pk=job.pk, state=State.RUNNING)
        is_ours = rows.update(beat_at=Now(), **asdict(report))
        return bool(is_ours) and time.monotonic() < deadline

    try:
        stored = default_storage.open(job.stored_name, "rb")
    except FileNotFoundError as exc:
        raise ArchiveGoneError from exc
    with stored as file, closing(Archive(file)) as archive:
        return import_archive(
            user=job.user,
            library=job.library,
            archive=archive,
            report=report,
            goes_on=goes_on,
        )
