"""Encrypted PDFs: opened once with their password, read without it ever after."""

from pathlib import Path

from django.db import transaction
from django.views.decorators.debug import sensitive_variables

from library import storage, unlock_tries
from library.actions.documents import check_writable, lock_document
from library.actions.runs import queue_run
from library.errors import (
    InTrashError,
    MissingPasswordError,
    NotLockedError,
    WrongPasswordError,
)
from library.models import Document
from pdfsum.accounts.models import User
from pdfsum.engines import pdf
from pdfsum.engines.errors import PasswordRequiredError

# No PDF uses more than 127 bytes (ISO 32000-2, 7.6.4.3.3).
LONGEST_PASSWORD = 500


@sensitive_variables("password")
def unlock_document(*, user: User, document: Document, password: str) -> Document:
    """Queue a document that failed for want of its password.

    A copy without encryption is kept for this document alone; the password is not.
    Takes seconds for a large file. Raises `WrongPasswordError`, `NotLockedError` and
    `TooManyPasswordsError`, after which the document is as it was.
    """
    check_writable(user, document)
    _check_locked(document)
    if not password:
        raise MissingPasswordError
    unlock_tries.count_try(document.pk)
    with storage.passing_path() as copy:
        _decrypt(document, password, copy)
        unlocked = _take_up(document, copy)
    unlock_tries.forget(document.pk)
    return unlocked


@sensitive_variables()
def _decrypt(document: Document, password: str, copy: Path) -> None:
    if len(password) > LONGEST_PASSWORD:
        raise WrongPasswordError
    try:
        with storage.local_copy(document.stored_file) as path:
            pdf.unlock(path, password, copy)
    except PasswordRequiredError as exc:
        raise WrongPasswordError from exc


@transaction.atomic
def _take_up(document: Document, copy: Path) -> Document:
    """The lock makes the second of two tabs see what the first has done."""
    locked = lock_document(document.pk)
    _check_locked(locked)
    locked.unlocked_name = storage.keep_unlocked(locked, copy)
    locked.save(update_fields=["unlocked_name"])
    queue_run(locked, attempt=1)
    return locked


def _check_locked(document: Document) -> None:
    if document.trashed_at:
        raise InTrashError
    if document.error_code != PasswordRequiredError.code:
        raise NotLockedError(unlocked=bool(document.unlocked_name))
