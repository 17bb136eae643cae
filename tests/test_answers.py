"""Errors under /api/ have one shape, whoever answers; people get pages."""

import logging

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from library.models import Document
from library.tests.factories import make_document

DOCUMENTS = "/api/v1/documents"


@pytest.fixture
def calm(api):
    """A client that shows what a server would answer, instead of raising."""
    api.raise_request_exception = False
    return api


@pytest.fixture
def broken(monkeypatch):
    """Makes the list of documents raise, in the API and on the page."""

    def breaks_with(error):
        def visible_to(self, user):
            raise error

        queryset = type(Document.objects.all())
        monkeypatch.setattr(queryset, "visible_to", visible_to)
        monkeypatch.setattr(type(Document.objects), "visible_to", visible_to)

    return breaks_with


def told(response):
    assert response.headers["Content-Type"].startswith("application/json")
    assert set(response.json()) == {"code", "detail"}
    return response.status_code, response.json()["code"]


def test_an_unexpected_error_is_told_and_logged(calm, broken, caplog):
    broken(RuntimeError("secret detail"))
    with caplog.at_level(logging.ERROR):
        response = calm.get(DOCUMENTS)
    assert told(response) == (500, "internal_error")
    assert response.json()["detail"] == "Something went wrong here. It has been logged."
    [record] = [row for row in caplog.records if row.name == "django.request"]
    assert "secret detail" in str(record.exc_info[1])


def test_an_unexpected_error_shows_djangos_page_while_debugging(calm, broken, settings):
    settings.DEBUG = True
    broken(RuntimeError("told to the developer"))
    response = calm.get(DOCUMENTS)
    assert response.status_code == 500
    assert "told to the developer" in response.content.decode()


def test_an_unexpected_error_is_a_page_for_people(client, alice, broken):
    client.raise_request_exception = False
    client.force_login(alice)
    broken(RuntimeError)
    response = client.get("/")
    assert response.status_code == 500
    assert "Something broke on our side" in response.content.decode()


def test_a_refusal_by_django_is_told(calm, broken):
    broken(PermissionDenied)
    assert told(calm.get(DOCUMENTS)) == (403, "forbidden")


def test_a_body_too_large_for_django_is_told(calm, broken):
    broken(RequestDataTooBig)
    assert told(calm.get(DOCUMENTS)) == (413, "body_too_large")


def test_a_damaged_body_is_told(calm):
    response = calm.generic("POST", DOCUMENTS, b"x", "multipart/form-data")
    assert told(response) == (400, "bad_request")


def test_a_wrong_host_is_told(calm):
    response = calm.get(DOCUMENTS, headers={"Host": "elsewhere.example"})
    assert told(response) == (400, "bad_request")


@pytest.mark.parametrize("path", ["/api/", "/api/v2/me", "/api/v1/documents/x"])
def test_an_unknown_address_is_told(api, path):
    assert told(api.get(path)) == (404, "not_found")


def test_a_document_of_nobody_is_told(api):
    path = f"{DOCUMENTS}/00000000-0000-7000-8000-000000000000"
    assert told(api.get(path)) == (404, "not_found")


def test_a_wrong_method_is_told_with_those_allowed(api):
    response = api.put(DOCUMENTS)
    assert told(response) == (405, "method_not_allowed")
    assert set(response.headers["Allow"].split(", ")) == {"GET", "HEAD", "POST"}


def test_strangers_are_told_how_to_come_in(db):
    response = Client().get(DOCUMENTS)
    assert told(response) == (401, "not_authenticated")
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_missing_csrf_token_is_told(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    document = make_document(user=alice)
    assert browser.get(DOCUMENTS).status_code == 200
    response = browser.delete(f"{DOCUMENTS}/{document.pk}")
    assert told(response) == (403, "csrf_failed")
    # Not an endpoint: here Django asks for the token, not the API.
    assert told(browser.post("/api/v1/openapi.json")) == (403, "csrf_failed")


def test_a_missing_csrf_token_is_a_page_for_people(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    response = browser.post("/documents/")
    assert response.status_code == 403
    assert "Please try that again" in response.content.decode()


def test_wrong_values_are_told_with_their_names(api):
    response = api.post(
        DOCUMENTS, {"file": SimpleUploadedFile("a.pdf", b"%PDF-"), "library": "x"}
    )
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert response.json()["errors"][0]["loc"][-1] == "library"


def test_people_get_pages(client, alice):
    client.force_login(alice)
    response = client.get("/nothing")
    assert response.status_code == 404
    assert "There is nothing at this address" in response.content.decode()


def test_a_page_says_that_a_button_was_pressed_in_vain(client, alice):
    client.force_login(alice)
    response = client.get("/trash/restore/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "press the button again" in response.content.decode()
