"""What is stored once shows in nothing that anybody can see."""

import pytest
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import actions, storage
from library.tests.factories import close_uploads, make_upload
from library.usage import usage_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def calls(monkeypatch):
    """Every call of the storage, by name, without what it was called with."""
    made = []
    for name in ("save", "delete", "exists", "open", "size", "listdir"):
        original = getattr(FileSystemStorage, name)

        def call(self, *args, _name=name, _original=original, **kwargs):
            made.append(_name)
            return _original(self, *args, **kwargs)

        monkeypatch.setattr(FileSystemStorage, name, call)
    return made


def upload(user, calls):
    """The document, what the storage did, and the statements that were sent."""
    calls.clear()
    with CaptureQueriesContext(connection) as queries:
        document = actions.upload_document(user=user, upload=make_upload())
    close_uploads()
    statements = [query["sql"].split()[0] for query in queries]
    return document, list(calls), statements


def test_storing_bytes_that_are_stored_is_the_same_work(alice, bob, calls, sent_tasks):
    actions.upload_document(user=alice, upload=make_upload(b"%PDF-1.7 her first"))
    actions.upload_document(user=bob, upload=make_upload(b"%PDF-1.7 his first"))
    first, calls_of_first, statements_of_first = upload(alice, calls)
    second, calls_of_second, statements_of_second = upload(bob, calls)
    assert first.stored_file == second.stored_file
    assert calls_of_first == calls_of_second == ["save"]
    assert statements_of_first == statements_of_second


def test_each_has_its_own_use_and_progress(alice, bob, calls, sent_tasks):
    documents = [upload(user, calls)[0] for user in (alice, bob)]
    assert usage_of(alice) == usage_of(bob) == {"documents": 1, "bytes": 15}
    for document in documents:
        assert document.current_run.state == "queued"
        assert document.progress["percent"] == 0


def test_what_one_deletes_for_good_the_other_keeps(
    alice, bob, calls, sent_tasks, django_capture_on_commit_callbacks
):
    mine, theirs = (upload(user, calls)[0] for user in (alice, bob))
    with django_capture_on_commit_callbacks(execute=True):
        actions.trash_document(user=alice, document=mine)
        actions.purge_document(user=alice, document=mine)
    assert usage_of(alice) == {"documents": 0, "bytes": 0}
    assert usage_of(bob) == {"documents": 1, "bytes": 15}
    with storage.open_stored(theirs.stored_file) as file:
        assert file.read().startswith(b"%PDF")
