import pytest
from django.test import Client

from library.models import Membership
from library.tests.factories import make_document
from library.tests.test_retry_pages_action import make_partly_read


@pytest.fixture
def document(alice):
    return make_partly_read(alice)


def retry(client, document):
    return client.post(f"/api/v1/documents/{document.pk}/retry")


def test_it_queues_the_document(api, document, sent_tasks):
    response = retry(api, document)
    assert response.status_code == 202
    assert response.json()["id"] == str(document.pk)
    assert response.json()["status"] == "queued"


def test_the_second_time_it_is_told(api, document, sent_tasks):
    retry(api, document)
    response = retry(api, document)
    assert response.status_code == 409
    assert response.json()["code"] == "already_processing"


def test_a_document_without_failed_pages_is_told(api, alice):
    response = retry(api, make_document(user=alice))
    assert response.status_code == 409
    assert response.json()["code"] == "no_failed_pages"


def test_readers_may_not(api, alice, bob):
    document = make_partly_read(bob)
    Membership.objects.create(library=document.library, user=alice, role="reader")
    assert retry(api, document).status_code == 403


def test_it_is_not_there_for_others(api, bob):
    assert retry(api, make_partly_read(bob)).status_code == 404


def test_it_asks_for_a_key(db, document):
    assert retry(Client(), document).status_code == 401


def test_it_rejects_get(api, document):
    assert api.get(f"/api/v1/documents/{document.pk}/retry").status_code == 405
