"""From the upload of a PDF with a password to its text, by the real pipeline."""

import pytest
from django.core.files.storage import default_storage

from library import actions
from library.models import Document
from library.tasks import process_next
from library.tests.factories import make_upload
from tests import pdfs

pytestmark = pytest.mark.django_db

SECRET = "Unique-pa55"


@pytest.fixture
def unlocked(alice, sent_tasks):
    document = process(add(alice))
    assert document.error["code"] == "password_required"
    actions.unlock_document(user=alice, document=document, password=SECRET)
    return process(document)


def add(user):
    upload = make_upload(pdfs.encrypted_pdf(SECRET))
    return actions.upload_document(user=user, upload=upload)


def process(document):
    process_next(document.runs.get(state="queued").queue)
    return Document.objects.get(pk=document.pk)


def test_its_text_can_be_searched(unlocked):
    assert unlocked.is_readable
    assert "read with the password" in unlocked.passages.get().text
    assert unlocked.page_count == 1


def test_reading_it_anew_needs_no_password(alice, unlocked):
    first = unlocked.current_text_id
    actions.reprocess_document(user=alice, document=unlocked)
    again = process(unlocked)
    assert again.is_readable
    assert again.current_text_id != first


def test_somebody_with_the_same_bytes_still_needs_the_password(bob, unlocked):
    other = process(add(bob))
    assert other.stored_file == unlocked.stored_file
    assert other.error["code"] == "password_required"
    assert not other.text_versions.filter(pages__isnull=False).exists()


def test_a_lost_copy_asks_for_the_password_again(alice, unlocked, sent_tasks):
    default_storage.delete(unlocked.unlocked_name)
    actions.reprocess_document(user=alice, document=unlocked)
    locked = process(unlocked)
    assert locked.error["code"] == "password_required"
    actions.unlock_document(user=alice, document=locked, password=SECRET)
    assert process(locked).is_readable
