from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from library import actions, idempotency, queue
from library.errors import IdempotencyKeyReusedError
from library.models import Document, IdempotentUpload, Library
from library.tests.factories import PDF, make_document, make_upload
from pdfsum.accounts.tests.factories import make_api_key

URL = "/api/v1/documents"


def pdf_file(content=PDF, name="report.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def send(api, key, content=PDF):
    headers = {"Idempotency-Key": key}
    return api.post(URL, {"file": pdf_file(content)}, headers=headers)


def test_it_accepts_a_pdf(api, sent_tasks):
    response = api.post(URL, {"file": pdf_file(), "title": "Tax", "tags": "a, b"})
    body = response.json()
    assert response.status_code == 202
    assert (body["title"], body["status"]) == ("Tax", "queued")
    assert [tag["name"] for tag in body["tags"]] == ["a", "b"]
    assert body["progress"]["stage"] == "waiting"
    assert body["url"].startswith("http://testserver/documents/")


@pytest.mark.parametrize("field", ["title", "tags"])
@pytest.mark.parametrize("value", ["a\0b", "a\nb", "x" * 5000])
def test_it_refuses_what_no_title_and_no_tag_can_hold(api, field, value):
    response = api.post(URL, {"file": pdf_file(), field: value})
    assert (response.status_code, response.json()["code"]) == (422, "invalid")


def test_it_tells_a_duplicate_and_its_first(api, alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    response = api.post(URL, {"file": pdf_file()})
    assert response.status_code == 409
    assert response.json()["code"] == "duplicate_document"
    assert response.json()["existing"] == {
        "id": str(first.pk),
        "url": f"http://testserver/documents/{first.pk}/",
    }


def test_it_offers_to_restore_a_duplicate_in_the_trash(api, alice):
    first = actions.upload_document(user=alice, upload=make_upload())
    actions.trash_document(user=alice, document=first)
    body = api.post(URL, {"file": pdf_file()}).json()
    assert body["code"] == "duplicate_in_trash"
    assert body["restore_url"].startswith("http://testserver/api/v1/documents/")
    assert api.post(body["restore_url"]).status_code == 200
    assert Document.objects.live().get() == first


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"<html>", 415, "not_a_pdf"), (b"", 422, "empty_file")],
)
def test_it_refuses_what_is_not_a_pdf(api, content, status, code):
    response = api.post(URL, {"file": pdf_file(content)})
    assert (response.status_code, response.json()["code"]) == (status, code)
    # Every 422 has them, also one that speaks of the whole.
    assert response.json().get("errors") == ([] if status == 422 else None)


def test_it_refuses_a_file_over_the_limit(api, settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1
    response = api.post(URL, {"file": pdf_file(PDF + b" " * 1024**2)})
    assert (response.status_code, response.json()["code"]) == (413, "file_too_large")


def test_it_names_a_missing_field(api):
    response = api.post(URL, {})
    assert response.status_code == 422
    assert response.json()["code"] == "invalid"
    assert response.json()["errors"]


@pytest.mark.parametrize("field", ["library", "folder"])
def test_a_home_one_may_not_see_is_404(api, bob, field):
    home = Library.objects.private_to(bob).pk
    response = api.post(URL, {"file": pdf_file(), field: home})
    assert (response.status_code, response.json()["code"]) == (404, "not_found")


def test_the_same_key_and_bytes_are_the_same_document(api):
    first, again = send(api, "k1"), send(api, "k1")
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json()["id"] == again.json()["id"]
    assert Document.objects.count() == 1


def test_the_same_key_with_other_bytes_is_refused(api):
    send(api, "k1")
    response = send(api, "k1", PDF + b"other")
    assert response.status_code == 422
    assert response.json()["code"] == "idempotency_key_reused"
    assert Document.objects.count() == 1


def test_another_key_with_the_same_bytes_is_a_duplicate(api):
    send(api, "k1")
    assert send(api, "k2").json()["code"] == "duplicate_document"


def test_a_document_in_the_trash_is_still_the_answer(api, alice):
    first = send(api, "k1").json()
    actions.trash_document(user=alice, document=Document.objects.get())
    again = send(api, "k1")
    assert (again.status_code, again.json()["id"]) == (202, first["id"])


def test_a_key_belongs_to_one_user(api, bob):
    make_document(user=bob)
    _, key = make_api_key(bob)
    mine = send(api, "k1").json()
    theirs = Client(headers={"Authorization": f"Bearer {key}"})
    assert send(theirs, "k1").json()["id"] != mine["id"]


def test_a_refused_file_leaves_its_key_free(api):
    assert send(api, "k1", b"<html>").status_code == 415
    assert send(api, "k1").status_code == 202


def test_a_key_that_is_too_long_is_refused(api):
    assert send(api, "k" * 256).status_code == 422


def test_a_crash_before_the_commit_leaves_neither_document_nor_key(alice, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(queue, "enqueue_processing", crash)
    with pytest.raises(RuntimeError):
        actions.upload_document(user=alice, upload=make_upload(), idempotency_key="k1")
    assert not Document.objects.exists()
    assert not IdempotentUpload.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_crash_after_the_commit_loses_no_answer(alice, monkeypatch):
    def crash(*args, **kwargs):
        raise RuntimeError

    def upload():
        return actions.upload_document(
            user=alice, upload=make_upload(), idempotency_key="k1"
        )

    monkeypatch.setattr(current_app, "send_task", crash)
    with pytest.raises(RuntimeError):
        upload()
    assert upload() == Document.objects.get()


def test_keys_are_forgotten_after_a_day(api, alice):
    send(api, "old")
    past = timezone.now() - timedelta(hours=25)
    IdempotentUpload.objects.update(created_at=past)
    send(api, "new", PDF + b"other")
    assert idempotency.forget_old() == 1
    assert [row.key for row in IdempotentUpload.objects.all()] == ["new"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("contents", [[PDF] * 4, [PDF, PDF + b"1", PDF + b"2"]])
def test_requests_with_one_key_at_once_make_one_document(alice, contents):
    Library.objects.private_to(alice)
    outcomes = []

    def upload(content):
        try:
            document = actions.upload_document(
                user=alice, upload=make_upload(content), idempotency_key="k1"
            )
            outcomes.append(document.file_hash)
        except IdempotencyKeyReusedError:
            outcomes.append("reused")
        finally:
            connection.close()

    with ThreadPoolExecutor(len(contents)) as pool:
        list(pool.map(upload, contents))
    document = Document.objects.get()
    same = len(contents) - len(set(contents)) + 1
    assert sorted(outcomes) == sorted(
        [document.file_hash] * same + ["reused"] * (len(contents) - same)
    )
