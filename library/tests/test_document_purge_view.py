import pytest
from django.urls import reverse

from library.models import Document, Membership
from library.tests.factories import make_document


@pytest.fixture
def document(alice):
    return make_document(
        user=alice, title="Old <papers>", trashed_at="2026-01-01T00:00Z"
    )


@pytest.fixture
def url(document):
    return reverse("library:document_purge", args=[document.pk])


def test_it_asks_first(client, alice, url):
    client.force_login(alice)
    html = client.get(url).content.decode()
    assert "Old &lt;papers&gt;" in html
    assert "cannot be undone" in html
    assert Document.objects.exists()


def test_it_deletes_for_good(client, alice, url):
    client.force_login(alice)
    html = client.post(url, follow=True).content.decode()
    assert "Deleted “Old &lt;papers&gt;” for good." in html
    assert not Document.objects.exists()
    assert client.post(url).status_code == 404


def test_a_live_document_is_not_there(client, alice, url):
    Document.objects.update(trashed_at=None)
    client.force_login(alice)
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert Document.objects.exists()


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.post(url).status_code == 404
    assert Document.objects.exists()


def test_a_reader_may_not(client, bob, document, url):
    Membership.objects.create(library=document.library, user=bob, role="reader")
    client.force_login(bob)
    assert client.post(url).status_code == 403
    assert Document.objects.exists()


def test_it_requires_login(client, url):
    assert client.post(url).status_code == 302
    assert Document.objects.exists()


def test_it_rejects_other_methods(client, alice, url):
    client.force_login(alice)
    assert client.delete(url).status_code == 405
