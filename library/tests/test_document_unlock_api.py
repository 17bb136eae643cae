import json

import pytest
from django.test import Client

from library.models import Document, Membership
from library.tests.factories import make_document
from tests import pdfs

SECRET = "Unique-pa55"
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


def unlock(client, document, body):
    content = body if isinstance(body, str) else json.dumps(body)
    address = f"/api/v1/documents/{document.pk}/unlock"
    return client.post(address, content, content_type="application/json")


def test_it_continues_the_job(api, document, sent_tasks):
    response = unlock(api, document, {"password": SECRET})
    assert response.status_code == 202
    answer = response.json()
    assert (answer["id"], answer["status"]) == (str(document.pk), "queued")
    assert answer["error"] is None
    assert answer["sha256"] == document.file_hash


def test_a_wrong_password_leaves_it_as_it_was(api, document):
    before = api.get(f"/api/v1/documents/{document.pk}").json()
    response = unlock(api, document, {"password": "wrong-guess"})
    assert response.status_code == 422
    assert response.json()["code"] == "wrong_password"
    assert "wrong-guess" not in response.content.decode()
    assert api.get(f"/api/v1/documents/{document.pk}").json() == before


@pytest.mark.parametrize(
    "body",
    [
        {"password": ""},
        {},
        {"password": None},
        {"password": ["s3cret"]},
        {"password": 5},
        '{"password": "s3cret',
        '{"password": "s3cret\\ud800"}',
        '["s3cret"]',
        "",
    ],
)
def test_what_is_no_password_is_refused_and_not_repeated(api, document, body):
    response = unlock(api, document, body)
    assert response.status_code in (400, 422)
    assert set(response.json()) >= {"code", "detail"}
    assert "s3cret" not in response.content.decode()


def test_the_second_time_it_is_told(api, document, sent_tasks):
    unlock(api, document, {"password": SECRET})
    response = unlock(api, document, {"password": SECRET})
    assert response.status_code == 409
    assert response.json()["code"] == "not_locked"
    assert "unlocked already" in response.json()["detail"]


def test_what_asks_for_no_password_is_told(api, alice):
    response = unlock(api, make_document(user=alice), {"password": SECRET})
    assert response.status_code == 409
    assert "does not ask" in response.json()["detail"]


def test_guessing_ends_in_429(api, document):
    codes = {unlock(api, document, {"password": "no"}).status_code for _ in range(11)}
    assert codes == {422, 429}


def test_readers_may_not(api, alice, bob):
    document = make_document(user=bob, content=pdfs.encrypted_pdf(SECRET), **LOCKED)
    Membership.objects.create(library=document.library, user=alice, role="reader")
    response = unlock(api, document, {"password": SECRET})
    assert response.status_code == 403
    assert response.json()["code"] == "not_allowed"


def test_it_is_not_there_for_others(api, bob):
    document = make_document(user=bob, content=pdfs.encrypted_pdf(SECRET), **LOCKED)
    assert unlock(api, document, {"password": SECRET}).status_code == 404


def test_it_asks_for_a_key(db, document):
    assert unlock(Client(), document, {"password": SECRET}).status_code == 401


def test_it_rejects_get(api, document):
    assert api.get(f"/api/v1/documents/{document.pk}/unlock").status_code == 405
