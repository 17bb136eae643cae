import pytest
from django.db import connection
from django.urls import reverse

from library.models import Document, Library
from library.tests.factories import make_document
from library.views import trash

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


def test_what_was_thrown_away_last_comes_first_on_every_page(
    reader, alice, monkeypatch
):
    monkeypatch.setattr(trash, "PAGE_SIZE", 2)
    for day, title in [(3, "third"), (1, "first"), (2, "second"), (2, "tied")]:
        at = f"2026-01-0{day}T00:00:00.123456Z"
        make_document(user=alice, title=title, trashed_at=at)
    page = reader.get(URL).context["page"]
    assert [row.title for row in page.results] == ["third", "tied"]
    page = reader.get(URL, {"cursor": page.next_cursor}).context["page"]
    assert [row.title for row in page.results] == ["second", "first"]
    assert page.next_cursor is None


def test_the_cursor_of_the_library_list_is_refused(reader, alice, monkeypatch):
    for _ in range(2):
        make_document(user=alice)
    page = Document.objects.fetch_page(cursor=None, limit=1)
    assert reader.get(URL, {"cursor": page.next_cursor}).status_code == 400


def test_its_index_serves_the_list(alice):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
    home = Library.objects.private_to(alice)
    plan = home.documents.all().trashed().in_order_of("trashed")[:25].explain()
    assert "library_document_trash" in plan
    assert "Sort" not in plan


def test_each_row_says_when_it_goes_for_good(reader, alice, settings):
    make_document(user=alice, **TRASHED)
    assert "goes for good on" in reader.get(URL).content.decode()
    assert "31 January 2026" in reader.get(URL).content.decode()
    settings.EMPTY_TRASH_DELAY = 0
    html = reader.get(URL).content.decode()
    assert "goes for good on" not in html
    assert "until somebody deletes them" in html
