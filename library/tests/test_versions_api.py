import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from library.models import Document, Membership
from library.processing.twins import note_twins
from library.tests.factories import PDF, make_document
from library.tests.test_near_duplicates import make_printed
from library.tests.test_versions_action import NEW, OLD, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=OLD, title="Budget")


def url(document, tail="versions"):
    return f"/api/v1/documents/{document.pk}/{tail}"


def send(client, document, content=NEW):
    return client.post(url(document), {"file": SimpleUploadedFile("n.pdf", content)})


def test_a_version_is_sent_followed_and_confirmed(api, document, sent_tasks):
    response = send(api, document)
    version = response.json()
    assert response.status_code == 202
    assert version["id"] != str(document.pk)
    progress = api.get(f"/api/v1/documents/{version['id']}/progress")
    assert progress.json()["status"] == "queued"
    early = api.post(url(document, "versions/confirm"))
    assert (early.status_code, early.json()["code"]) == (409, "version_processing")
    Document.objects.filter(pk=version["id"]).update(
        status="ready", page_count=1, processed_at="2026-01-01T00:00Z"
    )
    confirmed = api.post(url(document, "versions/confirm")).json()
    assert (confirmed["id"], confirmed["filename"]) == (str(document.pk), "n.pdf")
    again = api.post(url(document, "versions/confirm"))
    assert (again.status_code, again.json()["code"]) == (409, "no_version")


def test_the_same_bytes_name_the_document_that_has_them(api, document):
    response = send(api, document, OLD)
    assert response.status_code == 409
    assert response.json()["code"] == "duplicate_document"
    assert response.json()["existing"]["id"] == str(document.pk)


@pytest.mark.parametrize(("content", "status"), [(b"", 422), (b"PK", 415)])
def test_a_file_that_is_none_is_refused(api, document, content, status):
    assert send(api, document, content).status_code == status


def test_it_is_discarded(api, document):
    make_version(document)
    assert api.delete(url(document)).status_code == 204
    assert api.delete(url(document)).status_code == 409
    assert Document.objects.get() == document


def test_a_reader_may_not(api, alice, bob):
    document = make_document(user=bob, content=OLD)
    make_version(document)
    Membership.objects.create(library=document.library, user=alice, role="reader")
    assert send(api, document, PDF).status_code == 403
    assert api.post(url(document, "versions/confirm")).status_code == 403
    assert api.delete(url(document)).status_code == 403


def test_duplicates_are_listed_from_either_side(api, alice, bob):
    older, newer = make_printed(alice, 1, 2), make_printed(alice, 9, 1, 2)
    note_twins(newer)
    for document, other, pages in [
        (newer, older, [[2, 1], [3, 2]]),
        (older, newer, [[1, 2], [2, 3]]),
    ]:
        [shared] = api.get(url(document, "duplicates")).json()
        assert shared["document"]["id"] == str(other.pk)
        assert (shared["share"], shared["pages"]) == (1.0, pages)
