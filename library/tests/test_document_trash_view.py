import pytest
from django.urls import reverse

from library.models import Library, Membership
from library.tests.factories import make_document

HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(alice):
    return make_document(user=alice, title="Old <papers>")


@pytest.fixture
def url(document):
    return reverse("library:document_trash", args=[document.pk])


def test_it_moves_the_document_to_the_trash(client, alice, document, url):
    client.force_login(alice)
    response = client.post(url, follow=True)
    document.refresh_from_db()
    assert document.trashed_at
    assert "“Old &lt;papers&gt;” is in" in response.content.decode()


def test_htmx_gets_a_row_with_the_way_back(client, alice, document, url):
    client.force_login(alice)
    html = client.post(url, headers=HTMX).content.decode()
    assert reverse("library:document_restore", args=[document.pk]) in html
    assert f'id="document-{document.pk}"' in html


def test_the_count_of_the_page_comes_along(client, alice, document, url):
    make_document(user=alice, title="Another")
    make_document(user=alice, title="Not among them")
    client.force_login(alice)
    page = {"counted": "1", "filter": "q=no"}
    html = client.post(url, page, headers=HTMX).content.decode()
    assert 'hx-swap-oob="true">2 documents<' in html
    assert "document-count" not in client.post(url, headers=HTMX).content.decode()


def test_it_is_not_there_for_others(client, bob, document, url):
    client.force_login(bob)
    assert client.post(url).status_code == 404
    document.refresh_from_db()
    assert document.trashed_at is None


def test_a_reader_of_the_library_is_refused(client, bob, document, url):
    library = Library.objects.get(pk=document.library_id)
    Membership.objects.create(library=library, user=bob, role=Membership.Role.READER)
    client.force_login(bob)
    response = client.post(url)
    assert response.status_code == 403
    assert "not change it" in response.content.decode()


def test_a_refusal_reaches_htmx_as_a_notice(client, bob, document, url):
    library = Library.objects.get(pk=document.library_id)
    Membership.objects.create(library=library, user=bob, role=Membership.Role.READER)
    client.force_login(bob)
    response = client.post(url, headers=HTMX)
    assert response.content.decode().strip().startswith("<p data-notice>")


def test_it_requires_login(client, url):
    assert client.post(url).status_code == 302


def test_it_rejects_get(client, alice, url):
    client.force_login(alice)
    assert client.get(url).status_code == 405
