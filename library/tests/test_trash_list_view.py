import pytest
from django.urls import reverse

from library.tests.factories import make_document

URL = reverse("library:trash_list")
TRASHED = {"trashed_at": "2026-01-01T00:00Z"}


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def test_it_lists_what_is_in_the_trash(reader, alice):
    make_document(user=alice, title="Gone", **TRASHED)
    make_document(user=alice, title="Kept")
    html = reader.get(URL).content.decode()
    assert "Gone" in html
    assert "Kept" not in html


def test_it_hides_what_others_threw_away(reader, bob):
    make_document(user=bob, title="Secret", **TRASHED)
    assert "Secret" not in reader.get(URL).content.decode()


def test_an_empty_trash_says_so(reader):
    assert "The trash is empty" in reader.get(URL).content.decode()


def test_it_sends_only_rows_to_htmx(reader, alice):
    make_document(user=alice, **TRASHED)
    html = reader.get(URL, headers={"HX-Request": "true"}).content.decode()
    assert "A report" in html
    assert "<html" not in html


def test_it_requires_login(client, db):
    assert client.get(URL).status_code == 302


def test_it_rejects_post(reader):
    assert reader.post(URL).status_code == 405


def test_it_costs_the_same_for_any_number_of_rows(
    reader, alice, django_assert_num_queries
):
    for _ in range(20):
        make_document(user=alice, **TRASHED)
    # Session, user, documents.
    with django_assert_num_queries(3):
        reader.get(URL)
