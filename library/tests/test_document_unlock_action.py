"""A PDF with a password: opened once, by a copy that is this document's alone."""

import logging
import stat
from pathlib import Path

import pypdfium2
import pytest
from django.core.cache import cache
from django.core.files.storage import default_storage

from library import actions, storage, unlock_tries
from library.errors import (
    InTrashError,
    MissingPasswordError,
    NotAllowedError,
    NotLockedError,
    TooManyPasswordsError,
    WrongPasswordError,
)
from library.models import Document, Membership
from library.tests.factories import make_document
from pdfsum.engines import pdf
from pdfsum.lib.errors import DiskFullError
from tests import pdfs

SECRET = "Ünique-pa55"
LOCKED = {
    "status": Document.Status.FAILED,
    "error_code": "password_required",
    "error_detail": "It needs its password.",
    "page_count": None,
    "processed_at": None,
}


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=pdfs.encrypted_pdf(SECRET), **LOCKED)


def unlock(user, document, password=SECRET):
    return actions.unlock_document(user=user, document=document, password=password)


def passing_files(settings):
    return list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())


def test_it_keeps_a_copy_that_opens_without_a_password(alice, document, sent_tasks):
    unlocked = unlock(alice, document)
    assert unlocked.unlocked_name == f"unlocked/{document.pk}.pdf"
    with storage.local_copy(unlocked) as path:
        pages = pypdfium2.PdfDocument(path)
        assert "read with the password" in pages[0].get_textpage().get_text_range()
        pages.close()


def test_the_copy_is_private(alice, document, sent_tasks):
    path = Path(default_storage.path(unlock(alice, document).unlocked_name))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_it_queues_the_document(alice, document, sent_tasks):
    unlock(alice, document)
    document.refresh_from_db()
    assert document.status == Document.Status.QUEUED
    assert document.error is None
    assert document.runs.get().state == "queued"


def test_the_original_stays_what_it_is(alice, document, sent_tasks):
    unlocked = unlock(alice, document)
    assert unlocked.file_hash == document.stored_file.sha256
    with storage.open_stored(unlocked.stored_file) as file:
        assert file.read() == pdfs.encrypted_pdf(SECRET)


@pytest.mark.parametrize("password", ["wrong", SECRET.lower(), SECRET + " ", "x" * 501])
def test_a_wrong_password_changes_nothing(alice, document, settings, password):
    with pytest.raises(WrongPasswordError, match="does not open"):
        unlock(alice, document, password)
    document.refresh_from_db()
    assert document.error["code"] == "password_required"
    assert not document.unlocked_name
    assert not document.runs.exists()
    assert not default_storage.exists("unlocked")
    assert not passing_files(settings)


def test_no_password_is_told_from_a_wrong_one(alice, document):
    with pytest.raises(MissingPasswordError):
        unlock(alice, document, "")


def test_the_second_of_two_tabs_is_told(alice, document, sent_tasks):
    unlock(alice, document)
    document.refresh_from_db()
    with pytest.raises(NotLockedError, match="unlocked already"):
        unlock(alice, document)
    assert document.runs.count() == 1


def test_a_second_tab_that_was_as_fast_is_told_too(alice, document, sent_tasks):
    # It read the row before the first tab was done.
    stale = Document.objects.get(pk=document.pk)
    unlock(alice, document)
    with pytest.raises(NotLockedError, match="unlocked already"):
        unlock(alice, stale)
    assert document.runs.count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"status": Document.Status.QUEUED},
        {
            "status": Document.Status.FAILED,
            "error_code": "no_pages",
            "error_detail": "No pages.",
        },
    ],
)
def test_what_does_not_ask_for_a_password_is_refused(alice, fields):
    document = make_document(user=alice, **fields)
    with pytest.raises(NotLockedError, match="does not ask"):
        unlock(alice, document)


def test_what_lies_in_the_trash_is_restored_first(alice):
    document = make_document(user=alice, trashed_at="2026-01-01T00:00Z", **LOCKED)
    with pytest.raises(InTrashError):
        unlock(alice, document)


def test_readers_and_strangers_are_refused(alice, bob, document):
    with pytest.raises(NotAllowedError):
        unlock(bob, document)
    Membership.objects.create(library=document.library, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        unlock(bob, document)


def test_guessing_is_stopped_for_this_document_only(alice, document, sent_tasks):
    for _ in range(unlock_tries.MAX_TRIES):
        with pytest.raises(WrongPasswordError):
            unlock(alice, document, "guess")
    with pytest.raises(TooManyPasswordsError, match="Wait 10 minutes"):
        unlock(alice, document)
    content = pdfs.encrypted_pdf("other")
    other = make_document(user=alice, content=content, **LOCKED)
    assert unlock(alice, other, "other").is_unfinished


def test_the_right_password_ends_the_count(alice, document, sent_tasks):
    for _ in range(unlock_tries.MAX_TRIES - 1):
        with pytest.raises(WrongPasswordError):
            unlock(alice, document, "guess")
    unlock(alice, document)
    Document.objects.update(**LOCKED)
    document.refresh_from_db()
    with pytest.raises(WrongPasswordError):
        unlock(alice, document, "guess")


def test_without_a_cache_everybody_may_try(alice, document, sent_tasks, settings):
    nowhere = {"LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {"default": settings.CACHES["default"] | nowhere}
    for _ in range(unlock_tries.MAX_TRIES):
        with pytest.raises(WrongPasswordError):
            unlock(alice, document, "guess")
    assert unlock(alice, document).is_unfinished


def test_a_full_disk_is_told_and_leaves_nothing(alice, document, settings, monkeypatch):
    def fill(path, password, target):
        target.write_bytes(b"%PDF half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(pdf, "unlock", fill)
    with pytest.raises(DiskFullError):
        unlock(alice, document)
    document.refresh_from_db()
    assert document.error["code"] == "password_required"
    assert not passing_files(settings)


def test_what_a_crash_left_is_replaced(alice, document, sent_tasks, monkeypatch):
    def die(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr("library.actions.unlocking.queue_run", die)
    with pytest.raises(KeyboardInterrupt):
        unlock(alice, document)
    monkeypatch.undo()
    assert default_storage.exists(f"unlocked/{document.pk}.pdf")
    document.refresh_from_db()
    assert not document.unlocked_name
    assert unlock(alice, document).unlocked_name == f"unlocked/{document.pk}.pdf"


def test_the_password_is_nowhere_afterwards(alice, document, sent_tasks, caplog):
    caplog.set_level(logging.DEBUG)
    with pytest.raises(WrongPasswordError) as caught:
        unlock(alice, document, f"{SECRET}!")
    unlock(alice, document)
    document.refresh_from_db()
    kept = [vars(document), *(vars(run) for run in document.runs.all())]
    texts = [caplog.text, str(kept), str(sent_tasks), str(caught.value)]
    texts += [str(cache.get(key)) + key for key in cache.keys("*")]
    assert not any(SECRET in text for text in texts)
    for path in Path(default_storage.location).rglob("*.pdf"):
        assert SECRET.encode() not in path.read_bytes()
