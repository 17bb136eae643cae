import pytest
from django.urls import reverse

from library.models import Document
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    return make_document(
        user=alice,
        status=Document.Status.FAILED,
        error_code="unreadable",
        error_detail="It cannot be read.",
    )


@pytest.fixture
def url(document):
    return reverse("library:document_reprocess", args=[document.pk])


def test_it_queues_the_document(client, alice, document, url, sent_tasks):
    client.force_login(alice)
    response = client.post(url)
    assert response.url == document.get_absolute_url()
    document.refresh_from_db()
    assert document.status == Document.Status.QUEUED


def test_htmx_gets_a_row_that_is_watched(client, alice, url, sent_tasks):
    client.force_login(alice)
    html = client.post(url, headers={"HX-Request": "true"}).content.decode()
    assert "Waiting for its turn" in html
    assert "every 1s" in html


def test_a_document_in_the_trash_is_restored_first(client, alice, document, url):
    Document.objects.update(trashed_at="2026-01-01T00:00Z")
    client.force_login(alice)
    response = client.post(url)
    assert response.status_code == 409
    assert "Restore it first" in response.content.decode()
    assert not document.runs.exists()


def test_the_row_has_its_tags_and_the_focus(client, alice, document, url, sent_tasks):
    put_tags(document, "bees")
    client.force_login(alice)
    html = client.post(url, headers={"HX-Request": "true"}).content.decode()
    assert ">bees</a>" in html
    assert f'id="document-{document.pk}-link"' in html
    assert "autofocus" in html


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.post(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.post(url).status_code == 302


def test_it_rejects_get(client, alice, url):
    client.force_login(alice)
    assert client.get(url).status_code == 405
