from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from library import actions
from library.actions.uploads import clean_filename
from library.errors import (
    DuplicateDocumentError,
    DuplicateInTrashError,
    EmptyFileError,
    FileTooLargeError,
    FolderOfOtherLibraryError,
    NotAllowedError,
    NotAPdfError,
)
from library.models import (
    Document,
    Folder,
    Library,
    Membership,
    ProcessingRun,
    StoredFile,
)
from library.tests.factories import PDF, make_upload
from pdfsum.lib.errors import DiskFullError


def test_it_stores_file_row_and_job(alice):
    document = actions.upload_document(
        user=alice, upload=make_upload(), tags=["tax", " "]
    )
    assert document.title == "report"
    assert document.library.private_owner == alice
    assert [tag.name for tag in document.tags.all()] == ["tax"]
    assert document.current_run.state == ProcessingRun.State.QUEUED
    with default_storage.open(document.stored_file.name) as stored:
        assert stored.read() == PDF


def test_it_sends_the_job_once_the_row_is_committed(
    alice, sent_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        actions.upload_document(user=alice, upload=make_upload())
        assert sent_tasks == []
    assert sent_tasks == [("library.process_next", "interactive")]


def test_it_keeps_the_bytes_once_for_two_users(alice, bob):
    first = actions.upload_document(user=alice, upload=make_upload())
    second = actions.upload_document(user=bob, upload=make_upload())
    assert first.stored_file == second.stored_file
    assert StoredFile.objects.count() == 1


def test_it_refuses_the_same_bytes_and_names_the_first(alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    with pytest.raises(DuplicateDocumentError) as caught:
        actions.upload_document(user=alice, upload=make_upload(name="copy.pdf"))
    assert caught.value.existing == first


def test_it_points_to_the_trash_when_the_bytes_lie_there(alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    actions.trash_document(user=alice, document=first)
    with pytest.raises(DuplicateInTrashError) as caught:
        actions.upload_document(user=alice, upload=make_upload())
    assert caught.value.existing == first


@pytest.mark.parametrize(
    ("content", "error"),
    [(b"", EmptyFileError), (b"PK\x03\x04 a zip called .pdf", NotAPdfError)],
)
def test_it_recognises_files_by_content(alice, content, error):
    with pytest.raises(error):
        actions.upload_document(user=alice, upload=make_upload(content))
    assert not StoredFile.objects.exists()


def test_it_accepts_a_header_after_some_garbage(alice):
    upload = make_upload(b"\r\n" * 300 + PDF)
    assert actions.upload_document(user=alice, upload=upload).pk


def test_it_refuses_more_than_the_limit(alice, settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1
    with pytest.raises(FileTooLargeError):
        actions.upload_document(user=alice, upload=make_upload(PDF + b" " * 1024**2))


def test_it_refuses_a_reader_of_the_library(alice, bob):
    library = Library.objects.private_to(alice)
    Membership.objects.create(library=library, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        actions.upload_document(user=bob, upload=make_upload(), library=library)


def test_it_leaves_no_row_when_the_storage_fails(alice, monkeypatch):
    def full_disk(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "save", full_disk)
    with pytest.raises(DiskFullError, match="disk is full"):
        actions.upload_document(user=alice, upload=make_upload())
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_it_mends_a_file_that_a_crash_cut_short(alice, bob):
    document = actions.upload_document(user=alice, upload=make_upload())
    Path(default_storage.path(document.stored_file.name)).write_bytes(b"%PDF")
    actions.upload_document(user=bob, upload=make_upload())
    with default_storage.open(document.stored_file.name) as stored:
        assert stored.read() == PDF


@pytest.mark.parametrize(
    ("name", "filename"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\Bericht.pdf", "Bericht.pdf"),
        ("نص عربي.pdf", "نص عربي.pdf"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ("", "document.pdf"),
    ],
)
def test_it_keeps_only_a_clean_name(name, filename):
    assert clean_filename(name) == filename


@pytest.mark.django_db(transaction=True)
def test_of_two_uploads_at_once_one_wins(alice):
    Library.objects.private_to(alice)
    outcomes = []

    def upload(_):
        try:
            actions.upload_document(user=alice, upload=make_upload())
            outcomes.append("created")
        except DuplicateDocumentError:
            outcomes.append("duplicate")
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upload, range(4)))
    assert sorted(outcomes) == ["created", "duplicate", "duplicate", "duplicate"]
    assert Document.objects.count() == 1


def test_it_refuses_a_folder_of_another_library(alice, bob):
    theirs = Library.objects.private_to(bob)
    folder = Folder.objects.create(library=theirs, name="Private")
    with pytest.raises(FolderOfOtherLibraryError, match="another library"):
        actions.upload_document(user=alice, upload=make_upload(), folder=folder)
    assert not StoredFile.objects.exists()


def test_it_puts_the_document_into_a_folder(alice):
    home = Library.objects.private_to(alice)
    folder = Folder.objects.create(library=home, name="Letters")
    document = actions.upload_document(user=alice, upload=make_upload(), folder=folder)
    assert document.folder == folder
