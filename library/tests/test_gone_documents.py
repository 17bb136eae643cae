"""Actions on documents that were deleted for good since they were looked up."""

from functools import partial

import pytest

from library import actions
from library.actions import documents, versions
from library.actions.editing import edit_document
from library.actions.summarising import request_summary
from library.errors import DocumentGoneError
from library.models import Document
from library.tests.factories import make_document, make_upload

ACTIONS = {
    "trash": actions.trash_document,
    "restore": actions.restore_document,
    "purge": actions.purge_document,
    "reprocess": actions.reprocess_document,
    "retry": actions.retry_pages,
    "edit": partial(edit_document, changes={"title": "New"}),
    "sum up": request_summary,
    "confirm": versions.confirm_version,
    "discard": versions.discard_version,
}


@pytest.mark.parametrize("name", ACTIONS)
def test_it_says_that_it_is_gone(alice, name):
    document = make_document(user=alice)
    Document.objects.all().delete()
    with pytest.raises(DocumentGoneError):
        ACTIONS[name](user=alice, document=document)


@pytest.mark.parametrize("name", ["reprocess", "retry", "edit", "sum up", "confirm"])
def test_it_goes_between_the_check_and_the_lock(alice, name, monkeypatch):
    """As by another request, which deletes it as soon as it was found."""
    document = make_document(user=alice)
    lock = documents.Document.objects.select_for_update

    def delete_first(**options):
        Document.objects.all().delete()
        return lock(**options)

    monkeypatch.setattr(documents.Document.objects, "select_for_update", delete_first)
    with pytest.raises(DocumentGoneError):
        ACTIONS[name](user=alice, document=document)


def test_a_restored_one_goes_before_it_is_shown(alice, monkeypatch):
    document = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    monkeypatch.setattr(
        documents, "_forget", lambda document: Document.objects.all().delete()
    )
    with pytest.raises(DocumentGoneError):
        actions.restore_document(user=alice, document=document)


def test_a_version_of_what_is_gone_is_not_kept(alice):
    document = make_document(user=alice)
    Document.objects.all().delete()
    with pytest.raises(DocumentGoneError):
        versions.upload_version(user=alice, document=document, upload=make_upload())
    assert not Document.objects.exists()
