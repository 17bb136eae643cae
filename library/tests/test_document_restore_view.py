import pytest
from django.urls import reverse

from library.tests.factories import PDF, make_document, put_tags

HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(alice):
    return make_document(
        user=alice, title="Back", content=PDF, trashed_at="2026-01-01T00:00Z"
    )


@pytest.fixture
def url(document):
    return reverse("library:document_restore", args=[document.pk])


def test_it_takes_the_document_out_of_the_trash(client, alice, document, url):
    client.force_login(alice)
    response = client.post(url, follow=True)
    document.refresh_from_db()
    assert document.trashed_at is None
    assert document.get_absolute_url() in response.content.decode()


def test_htmx_gets_the_row(client, alice, document, url):
    client.force_login(alice)
    html = client.post(url, headers=HTMX).content.decode()
    assert f'id="document-{document.pk}" class="row document-row"' in html


def test_the_count_of_the_page_comes_along(client, alice, url):
    make_document(user=alice, title="Another")
    client.force_login(alice)
    page = {"counted": "1", "filter": ""}
    assert ">2 documents<" in client.post(url, page, headers=HTMX).content.decode()


def test_a_live_twin_stays_the_only_one(client, alice, url):
    make_document(user=alice, title="Twin", content=PDF)
    client.force_login(alice)
    response = client.post(url)
    assert response.status_code == 409
    assert "Twin" in response.content.decode()


def test_the_row_has_its_tags_and_the_focus(client, alice, document, url):
    put_tags(document, "bees")
    client.force_login(alice)
    html = client.post(url, headers=HTMX).content.decode()
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
