from library.actions import reprocess_documents
from library.models import Document
from library.tests.factories import make_document


def test_it_queues_what_is_finished(alice):
    ready = make_document(user=alice)
    make_document(user=alice, status=Document.Status.PROCESSING)
    assert reprocess_documents(documents=Document.objects.all()) == 1
    ready.refresh_from_db()
    assert ready.status == Document.Status.QUEUED
    assert ready.runs.count() == 1


def test_it_locks_documents_that_nobody_added(alice):
    make_document(user=alice, added_by=None)
    documents = Document.objects.select_related("added_by", "library")
    assert reprocess_documents(documents=documents) == 1
