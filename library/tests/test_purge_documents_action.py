import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection

from library import actions, storage
from library.actions import purging
from library.errors import NotAllowedError, NotInTrashError
from library.models import (
    Document,
    Embedding,
    Library,
    Membership,
    Page,
    Passage,
    StoredFile,
    Tag,
)
from library.processing import passages as processing
from library.processing import pipeline, saving
from library.processing.progress import ClaimLostError
from library.tasks import process_next
from library.tests.factories import (
    PDF,
    close_uploads,
    make_document,
    make_passage,
    make_upload,
    put_tags,
)
from tests import pdfs

TRASHED = {"trashed_at": "2026-01-01T00:00Z"}


def test_only_what_is_in_the_trash_goes(alice):
    document = make_document(user=alice)
    with pytest.raises(NotInTrashError, match="Nothing was deleted"):
        actions.purge_document(user=alice, document=document)
    assert Document.objects.get() == document


def test_what_was_restored_meanwhile_stays(alice):
    document = make_document(user=alice, **TRASHED)
    Document.objects.update(trashed_at=None)
    with pytest.raises(NotInTrashError):
        actions.purge_document(user=alice, document=document)
    assert Document.objects.exists()


def test_a_reader_may_not(alice, bob):
    document = make_document(user=alice, **TRASHED)
    Membership.objects.create(library=document.library, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        actions.purge_document(user=bob, document=document)
    assert actions.empty_trash(user=bob) == 0
    assert Document.objects.exists()


def test_emptying_takes_what_one_may_change_and_nothing_live(alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=bob, role="owner")
    Membership.objects.create(library=shared, user=alice, role="editor")
    make_document(user=bob, library=shared, **TRASHED)
    make_document(user=alice, **TRASHED)
    kept = {make_document(user=alice), make_document(user=bob, **TRASHED)}
    assert actions.empty_trash(user=alice) == 2
    assert set(Document.objects.all()) == kept


def test_emptying_one_library_leaves_the_others(alice):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="owner")
    make_document(user=alice, library=shared, **TRASHED)
    mine = make_document(user=alice, **TRASHED)
    assert actions.empty_trash(user=alice, library=shared) == 1
    assert Document.objects.get() == mine


def test_it_goes_by_batches_and_stops_where_it_is_told(alice, monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(7):
        make_document(user=alice, **TRASHED)
    assert actions.empty_trash(user=alice, most=3) == 3
    assert Document.objects.count() == 4
    assert actions.empty_trash(user=alice) == 4


def test_its_queries_are_those_of_a_batch_not_of_a_document(
    alice, django_assert_max_num_queries
):
    for number in range(20):
        document = make_document(user=alice, **TRASHED)
        for _ in range(3):
            make_passage(document, f"Passage {number}.")
    # One more look for a next batch; no query for each document or passage.
    with django_assert_max_num_queries(40):
        actions.empty_trash(user=alice)
    assert not Passage.objects.exists()


def test_a_waiting_version_goes_with_its_document(
    alice, django_capture_on_commit_callbacks
):
    document = make_document(user=alice, **TRASHED)
    make_passage(make_document(user=alice, replaces=document), "Newer.")
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge_document(user=alice, document=document)
    assert not Document.objects.exists()
    assert not StoredFile.objects.exists()


def test_tags_of_persons_and_of_other_documents_stay(
    alice, django_capture_on_commit_callbacks
):
    document = make_document(user=alice, **TRASHED)
    put_tags(document, "mine")
    put_tags(document, "shared", "lonely", suggested=True)
    put_tags(make_document(user=alice), "shared", suggested=True)
    with django_capture_on_commit_callbacks(execute=True):
        actions.purge_document(user=alice, document=document)
    assert set(Tag.objects.values_list("name", flat=True)) == {"mine", "shared"}


def test_a_storage_that_fails_leaves_the_file_to_the_next_cleaning(
    alice, monkeypatch, django_capture_on_commit_callbacks
):
    def broken(self, name):
        raise OSError(5, "Input/output error")

    document = make_document(user=alice, **TRASHED)
    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "delete", broken)
        with django_capture_on_commit_callbacks(execute=True):
            actions.purge_document(user=alice, document=document)
    assert not Document.objects.exists()
    stored = StoredFile.objects.get()
    StoredFile.objects.update(created_at="2026-01-01T00:00Z")
    storage.delete_unused_files()
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(stored.name)


@pytest.fixture
def in_thread():
    """Calls in threads of their own, whose connections are closed at the end."""

    def call(action, *args, **kwargs):
        try:
            return action(*args, **kwargs)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        yield lambda *args, **kwargs: pool.submit(call, *args, **kwargs)


def add(user):
    try:
        return actions.upload_document(user=user, upload=make_upload())
    finally:
        close_uploads()


def pause_at(monkeypatch, target, name):
    """The next call of `name` waits between `reached` and `go`; later ones do not."""
    original, reached, go = getattr(target, name), threading.Event(), threading.Event()

    def paused(*args, **kwargs):
        if not reached.is_set():
            reached.set()
            assert go.wait(20)
        return original(*args, **kwargs)

    monkeypatch.setattr(target, name, paused)
    return reached, go


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_holds_the_bytes_keeps_them_from_a_deletion(
    alice, bob, monkeypatch, in_thread, sent_tasks
):
    gone = make_document(user=alice, content=PDF, **TRASHED)
    Library.objects.private_to(bob)
    # The upload has the lock and has written its file; its row is not there yet.
    reached, go = pause_at(monkeypatch, StoredFile.objects, "bulk_create")
    uploading = in_thread(add, bob)
    assert reached.wait(20)
    deleting = in_thread(actions.purge_document, user=alice, document=gone)
    go.set()
    kept = uploading.result(20)
    deleting.result(20)
    assert Document.objects.get() == kept
    with storage.open_stored(kept.stored_file) as file:
        assert file.read() == PDF


@pytest.mark.django_db(transaction=True)
def test_an_upload_that_comes_while_the_bytes_are_deleted_stores_them_again(
    alice, bob, monkeypatch, in_thread, sent_tasks
):
    gone = make_document(user=alice, content=PDF, **TRASHED)
    Library.objects.private_to(bob)
    # The deletion has the lock and is about to take the file away.
    reached, go = pause_at(monkeypatch, FileSystemStorage, "delete")
    deleting = in_thread(actions.purge_document, user=alice, document=gone)
    assert reached.wait(20)
    uploading = in_thread(add, bob)
    go.set()
    deleting.result(20)
    kept = uploading.result(20)
    with storage.open_stored(kept.stored_file) as file:
        assert file.read() == PDF
    assert StoredFile.objects.get().documents.get() == kept


@pytest.mark.django_db
@pytest.mark.parametrize(
    "step", ["save_passages", "save_vectors", "publish", "write_summary"]
)
def test_a_worker_notices_that_its_document_is_gone_and_leaves_nothing(
    alice, monkeypatch, step, sent_tasks, django_capture_on_commit_callbacks
):
    document = actions.upload_document(
        user=alice, upload=make_upload(pdfs.twenty_page_pdf())
    )
    close_uploads()
    home = processing if step.startswith("save") else pipeline
    original = getattr(home, step)

    def purge_first(*args, **kwargs):
        actions.trash_document(user=alice, document=document)
        actions.purge_documents(documents=Document.objects.filter(pk=document.pk))
        return original(*args, **kwargs)

    monkeypatch.setattr(home, step, purge_first)
    with django_capture_on_commit_callbacks(execute=True):
        process_next(document.current_run.queue)
    for model in (Document, Page, Passage, Embedding, StoredFile, Tag):
        assert not model.objects.exists(), model


@pytest.mark.django_db(transaction=True)
def test_vectors_wait_for_a_deletion_and_find_nothing(alice, in_thread, monkeypatch):
    document = make_document(user=alice, **TRASHED)
    passage = make_passage(document, "Text.")
    reached, go = pause_at(monkeypatch, purging, "_delete_rows")
    deleting = in_thread(actions.purge_document, user=alice, document=document)
    assert reached.wait(20)
    waiting = in_thread(saving.save_vectors, document, 1, [passage], [])
    go.set()
    deleting.result(20)
    with pytest.raises(ClaimLostError):
        waiting.result(20)
    assert not Passage.objects.filter(pk=passage.pk).exists()
