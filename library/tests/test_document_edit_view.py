import pytest
from django.urls import reverse

from library.models import Document, Membership
from library.tests.factories import make_document, make_text

HTMX = {"HX-Request": "true"}
DATA = {
    "title": "New dams",
    "authors": "Jane Roe",
    "document_date": "2020-05-31",
    "doi": "https://doi.org/10.1000/182",
}


@pytest.fixture
def document(alice):
    return make_document(user=alice, title="A dam")


@pytest.fixture
def url(document):
    return reverse("library:document_edit", args=[document.pk])


def test_it_shows_what_is_known(client, alice, url):
    client.force_login(alice)
    html = client.get(url).content.decode()
    assert 'value="A dam"' in html
    assert "<!doctype html>" in html


def test_it_saves_and_goes_back_to_the_document(client, alice, document, url):
    client.force_login(alice)
    response = client.post(url, DATA)
    assert response.url == document.get_absolute_url()
    document.refresh_from_db()
    assert (document.title, document.authors) == ("New dams", "Jane Roe")
    assert str(document.document_date) == "2020-05-31"
    assert document.doi == "10.1000/182"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "  ", "Give the document a title."),
        ("document_date", "31.5.2020", "Write the date as year-month-day"),
        ("doi", "1234", "This is no DOI."),
        ("authors", "x" * 501, "at most 500 characters"),
    ],
)
def test_it_says_what_is_wrong_and_keeps_what_was_typed(
    client, alice, document, url, field, value, sentence
):
    client.force_login(alice)
    html = client.post(url, DATA | {field: value}).content.decode()
    assert sentence in html
    assert "Jane Roe" in html or field == "authors"
    focus = html.index("autofocus")
    assert (
        f'id="id_{field}"' in html[html.rindex("<", 0, focus) : html.index(">", focus)]
    )
    document.refresh_from_db()
    assert document.title == "A dam"


def test_htmx_gets_the_form_alone(client, alice, url):
    client.force_login(alice)
    html = client.get(url, headers=HTMX).content.decode()
    assert html.lstrip().startswith("<section")
    assert f'hx-post="{url}"' in html


def test_htmx_gets_the_card_and_the_head_when_it_is_saved(client, alice, url):
    client.force_login(alice)
    html = client.post(url, DATA, headers=HTMX).content.decode()
    assert "<title>New dams" in html
    assert 'hx-swap-oob="true"' in html
    assert 'href="https://doi.org/10.1000/182"' in html
    assert "noreferrer" in html
    assert "31 May 2020" in html


def test_it_asks_to_log_in(client, url):
    assert "/accounts/login/" in client.get(url).url


def test_documents_of_others_are_not_found(client, bob, url):
    client.force_login(bob)
    assert client.get(url).status_code == 404
    assert client.post(url, DATA).status_code == 404


def test_readers_are_told_that_they_may_not(client, bob, document, url):
    Membership.objects.create(
        user=bob, library=document.library, role=Membership.Role.READER
    )
    client.force_login(bob)
    assert client.get(url).status_code == 403
    assert client.post(url, DATA).status_code == 403


def test_other_verbs_are_refused(client, alice, url):
    client.force_login(alice)
    assert client.put(url).status_code == 405


def test_cancel_brings_the_card_back(client, alice, document):
    client.force_login(alice)
    facts = reverse("library:document_facts", args=[document.pk])
    html = client.get(facts, headers=HTMX).content.decode()
    assert "About this document" in html
    assert client.get(facts).url == document.get_absolute_url()
    assert client.post(facts).status_code == 405


def test_the_card_says_where_each_fact_stands(client, alice, document):
    make_text(document, "One", "Two")
    Document.objects.filter(pk=document.pk).update(
        authors="Jane Roe",
        document_date="2021-01-01",
        fact_sources={
            "title": {"source": "metadata"},
            "authors": {"source": "page", "page": 2},
            "document_date": {"source": "page", "page": 1, "precision": "month"},
        },
    )
    client.force_login(alice)
    html = client.get(document.get_absolute_url()).content.decode()
    assert "As the PDF states it" in html
    assert f'href="{document.get_absolute_url()}?page=2#page"' in html
    assert "January 2021" in html
    assert "1 January 2021" not in html


def test_it_costs_few_queries(client, alice, url, django_assert_num_queries):
    client.force_login(alice)
    # Session, user, document, its tags, membership.
    with django_assert_num_queries(5):
        client.get(url)
