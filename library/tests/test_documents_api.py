import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from library import actions
from library.models import Document, Library, Membership
from library.tests.factories import (
    PDF,
    make_document,
    make_summary,
    make_text,
    make_upload,
)
from pdfsum.accounts.api_keys import create_api_key

URL = "/api/v1/documents"


@pytest.fixture
def api(client, alice):
    """A program of alice's, with a key of hers."""
    _, key = create_api_key(user=alice, name="test", scopes=["read", "write"])
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    return client


def pdf_file(content=PDF, name="report.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def test_it_accepts_a_pdf(api, sent_tasks):
    response = api.post(URL, {"file": pdf_file(), "title": "Tax", "tags": "a, b"})
    body = response.json()
    assert response.status_code == 202
    assert (body["title"], body["status"]) == ("Tax", "queued")
    assert [tag["name"] for tag in body["tags"]] == ["a", "b"]
    assert body["progress"]["stage"] == "waiting"
    assert body["url"].startswith("http://testserver/documents/")


def test_it_tells_a_duplicate_and_its_first(api, alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    response = api.post(URL, {"file": pdf_file()})
    assert response.status_code == 409
    assert response.json()["code"] == "duplicate_document"
    assert response.json()["existing"]["id"] == str(first.pk)


def test_it_offers_to_restore_a_duplicate_in_the_trash(api, alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    actions.trash_document(user=alice, document=first)
    body = api.post(URL, {"file": pdf_file()}).json()
    assert body["code"] == "duplicate_in_trash"
    assert api.post(body["restore_url"]).status_code == 200
    assert Document.objects.live().get() == first


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"<html>", 415, "not_a_pdf"), (b"", 422, "empty_file")],
)
def test_it_refuses_what_is_not_a_pdf(api, content, status, code):
    response = api.post(URL, {"file": pdf_file(content)})
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_it_names_a_missing_field(api):
    response = api.post(URL, {})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert response.json()["errors"]


def test_a_repeated_request_with_the_same_key_is_the_same_document(api):
    first = api.post(URL, {"file": pdf_file()}, headers={"Idempotency-Key": "k1"})
    again = api.post(URL, {"file": pdf_file()}, headers={"Idempotency-Key": "k1"})
    assert first.status_code == again.status_code == 202
    assert first.json()["id"] == again.json()["id"]
    assert Document.objects.count() == 1


def test_it_lists_by_cursor_newest_first(api, alice, bob):
    make_document(user=bob, title="bob's")
    for number in range(3):
        make_document(user=alice, title=str(number))
    first = api.get(URL, {"limit": 2}).json()
    second = api.get(URL, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["title"] for row in first["results"]] == ["2", "1"]
    assert [row["title"] for row in second["results"]] == ["0"]
    assert second["next_cursor"] is None


def test_the_list_costs_the_same_for_any_number_of_rows(
    api, alice, django_assert_num_queries
):
    for number in range(20):
        document = make_document(user=alice)
        make_summary(document, (f"Sentence {number}.", 1))
    api.get(URL)
    # Key and user, documents, tags, summaries.
    with django_assert_num_queries(4):
        assert len(api.get(URL).json()["results"]) == 20


def test_the_library_counts_and_links_its_pages(api, alice):
    for number in range(5):
        make_document(user=alice, title=str(number))
    body = api.get("/api/v1/library", {"limit": 2, "offset": 2}).json()
    assert body["count"] == 5
    assert [row["title"] for row in body["results"]] == ["2", "1"]
    assert "offset=4" in body["next"]
    assert "offset=0" in body["previous"]


@pytest.mark.parametrize("limit", [0, 101, "x"])
def test_limits_are_held(api, limit):
    assert api.get(URL, {"limit": limit}).status_code == 422


def test_a_damaged_cursor_is_a_clear_400(api):
    response = api.get(URL, {"cursor": "nonsense"})
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_cursor"


def test_it_shows_one_document_with_its_summary(api, alice):
    document = make_document(user=alice)
    make_summary(document, ("It is short.", 1))
    body = api.get(f"{URL}/{document.pk}").json()
    assert body["summary"] == "It is short."
    assert body["progress"] == {
        "stage": "done",
        "pages_done": 1,
        "pages_total": 1,
        "percent": 100,
    }
    assert body["error"] is None


def test_it_shows_the_text_of_a_page(api, alice):
    document = make_document(user=alice)
    make_text(document, "First page.", "Zweite Seite.")
    body = api.get(f"{URL}/{document.pk}/pages/2").json()
    assert (body["number"], body["text"], body["source"]) == (
        2,
        "Zweite Seite.",
        "text",
    )
    assert api.get(f"{URL}/{document.pk}/pages/3").status_code == 404


def test_deleting_moves_to_the_trash(api, alice):
    document = make_document(user=alice)
    assert api.delete(f"{URL}/{document.pk}").status_code == 204
    assert api.delete(f"{URL}/{document.pk}").status_code == 204
    assert api.get(URL).json()["results"] == []
    assert api.get(f"{URL}/{document.pk}").status_code == 200


def test_reprocessing_is_refused_while_it_runs(api, alice, sent_tasks):
    document = make_document(user=alice)
    assert api.post(f"{URL}/{document.pk}/reprocess").status_code == 202
    response = api.post(f"{URL}/{document.pk}/reprocess")
    assert response.json()["code"] == "already_processing"


@pytest.mark.parametrize(
    ("method", "suffix"),
    [
        ("get", ""),
        ("delete", ""),
        ("get", "/file"),
        ("get", "/progress"),
        ("get", "/pages/1"),
        ("post", "/restore"),
        ("post", "/reprocess"),
    ],
)
def test_what_one_may_not_see_is_404(api, bob, method, suffix):
    document = make_document(user=bob)
    make_text(document, "secret")
    response = getattr(api, method)(f"{URL}/{document.pk}{suffix}")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_what_one_may_read_but_not_change_is_403(api, alice, bob):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")
    document = make_document(user=bob)
    assert api.get(f"{URL}/{document.pk}").status_code == 200
    response = api.delete(f"{URL}/{document.pk}")
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_strangers_get_401_in_the_one_shape(db):
    response = Client().get(URL)
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


def test_an_unknown_path_is_json_too(api):
    response = api.get("/api/v1/nothing")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


def test_a_browser_session_needs_a_csrf_token(alice):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(alice)
    document = make_document(user=alice)
    assert browser.get(URL).status_code == 200
    assert browser.delete(f"{URL}/{document.pk}").status_code == 403


def test_me_tells_use_and_limits(api, alice):
    document = make_document(user=alice)
    body = api.get("/api/v1/me").json()
    assert body["email"] == "alice@example.org"
    assert body["use"] == {"documents": 1, "bytes": document.size}


def test_tags_are_counted(api, alice, bob):
    actions.upload_document(user=alice, upload=make_upload(), tags=["tax"])
    actions.upload_document(user=bob, upload=make_upload(), tags=["secret"])
    rows = api.get("/api/v1/tags").json()
    assert [(row["name"], row["count"]) for row in rows] == [("tax", 1)]


def test_the_schema_is_published_in_full(client):
    schema = json.loads(client.get("/api/v1/openapi.json").content)
    assert "/api/v1/documents" in schema["paths"]
    operations = [
        operation for path in schema["paths"].values() for operation in path.values()
    ]
    assert all(operation.get("description") for operation in operations)
