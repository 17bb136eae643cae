import pytest
from django.urls import reverse

from library.models import Document, Membership
from library.tests.factories import make_document
from library.tests.test_retry_pages_action import make_partly_read

FAILED = {
    "code": "pages_failed",
    "detail": "Could not read page 2, because it is damaged. The rest is searchable.",
    "pages": [2],
}
BY_OCR = {"code": "read_by_ocr", "detail": "Page 3 was read by OCR.", "pages": [3]}


@pytest.fixture
def document(alice):
    return make_partly_read(alice, status="ready_with_warnings", warnings=[FAILED])


@pytest.fixture
def url(document):
    return reverse("library:document_retry", args=[document.pk])


def test_it_queues_the_document(client, alice, document, url, sent_tasks):
    client.force_login(alice)
    response = client.post(url, follow=True)
    assert response.redirect_chain == [(document.get_absolute_url(), 302)]
    assert "being tried again" in response.content.decode()
    document.refresh_from_db()
    assert document.status == Document.Status.QUEUED


def test_a_second_click_is_told(client, alice, document, url, sent_tasks):
    client.force_login(alice)
    client.post(url)
    response = client.post(url, follow=True)
    assert response.status_code == 200
    assert "being processed already" in response.content.decode()
    assert document.runs.count() == 1


def test_a_document_without_failed_pages_is_told(client, alice, document, url):
    document.current_text.pages.update(source="text")
    client.force_login(alice)
    html = client.post(url, follow=True).content.decode()
    assert "No page of this document failed" in html


def test_the_page_says_what_failed_and_offers_it(client, alice, document, url):
    client.force_login(alice)
    html = client.get(document.get_absolute_url()).content.decode()
    assert "because it is damaged" in html
    assert f'action="{url}" method="post"' in html
    assert "Try this page again" in html
    Document.objects.update(warnings=[FAILED | {"pages": [2, 3]}])
    html = client.get(document.get_absolute_url()).content.decode()
    assert "Try these pages again" in html


def test_reading_by_ocr_alarms_nobody(client, alice, url):
    document = make_document(user=alice, warnings=[BY_OCR])
    client.force_login(alice)
    html = client.get(document.get_absolute_url()).content.decode()
    assert "Page 3 was read by OCR." in html
    assert "callout-warning" not in html
    assert "Try this page again" not in html


def test_readers_may_not(client, bob, document, url):
    Membership.objects.create(library=document.library, user=bob, role="reader")
    client.force_login(bob)
    assert client.post(url).status_code == 403
    assert not document.runs.exists()


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.post(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.post(url).status_code == 302


def test_it_rejects_get(client, alice, url):
    client.force_login(alice)
    assert client.get(url).status_code == 405
