import pytest
from django.urls import reverse

from library.models import Document
from library.tests.factories import make_document, make_run


@pytest.fixture
def document(alice):
    document = make_document(user=alice, status=Document.Status.PROCESSING)
    make_run(document, state="running", stage="summarising", percent=80)
    return document


@pytest.fixture
def url(document):
    return reverse("library:document_detail_progress", args=[document.pk])


def test_it_shows_the_stage_and_asks_again(client, alice, url):
    client.force_login(alice)
    html = client.get(url).content.decode()
    assert "Writing the summary" in html
    assert "every 1s" in html


def test_it_has_the_page_loaded_anew_at_the_end(client, alice):
    document = make_document(user=alice)
    client.force_login(alice)
    response = client.get(
        reverse("library:document_detail_progress", args=[document.pk])
    )
    assert response["HX-Refresh"] == "true"
    assert not response.content


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.get(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.get(url).status_code == 302


def test_it_rejects_post(client, alice, url):
    client.force_login(alice)
    assert client.post(url).status_code == 405
