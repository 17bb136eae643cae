from datetime import timedelta

import pytest

from library.actions import emptying
from library.models import Document, Membership
from library.tests.factories import make_document

URL = "/api/v1/trash"
TRASHED = {"trashed_at": "2026-01-01T00:00Z"}


def test_it_lists_page_by_page_with_the_day_of_deletion(api, alice, bob):
    make_document(user=alice, title="Live")
    make_document(user=bob, **TRASHED)
    for day in (1, 3, 2):
        at = f"2026-01-0{day}T00:00Z"
        make_document(user=alice, title=f"Day {day}", trashed_at=at)
    first = api.get(URL, {"limit": 2}).json()
    assert [row["title"] for row in first["results"]] == ["Day 3", "Day 2"]
    assert first["results"][0]["deletion_at"] == "2026-02-02T00:00:00Z"
    last = api.get(URL, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["title"] for row in last["results"]] == ["Day 1"]
    assert last["next_cursor"] is None


def test_a_trash_that_never_empties_itself_names_no_day(api, alice, settings):
    settings.EMPTY_TRASH_DELAY = 0
    make_document(user=alice, **TRASHED)
    assert api.get(URL).json()["results"][0]["deletion_at"] is None


def test_listing_costs_the_same_for_any_number_of_rows(
    api, alice, django_assert_num_queries
):
    for _ in range(20):
        make_document(user=alice, **TRASHED)
    # The key, when it was used, documents with summaries and tags.
    with django_assert_num_queries(3):
        api.get(URL)


def test_it_empties(api, alice, bob):
    for user in (alice, bob):
        make_document(user=user, **TRASHED)
    live = make_document(user=alice)
    response = api.delete(URL)
    assert (response.status_code, response.content) == (204, b"")
    assert set(Document.objects.filter(added_by=alice)) == {live}
    assert Document.objects.filter(added_by=bob).exists()


def test_it_says_when_workers_do_the_rest(api, alice, monkeypatch, sent_tasks):
    monkeypatch.setattr(emptying, "AT_ONCE", 1)
    for _ in range(2):
        make_document(user=alice, **TRASHED)
    assert api.delete(URL).status_code == 202


def test_it_deletes_one_for_good(api, alice):
    document = make_document(user=alice, **TRASHED)
    assert api.delete(f"{URL}/{document.pk}").status_code == 204
    assert api.delete(f"{URL}/{document.pk}").status_code == 404


def test_a_live_document_is_not_in_the_trash(api, alice):
    document = make_document(user=alice)
    assert api.delete(f"{URL}/{document.pk}").status_code == 404
    assert Document.objects.exists()


def test_a_reader_may_not(api, alice, bob):
    document = make_document(user=bob, **TRASHED)
    Membership.objects.create(library=document.library, user=alice, role="reader")
    response = api.delete(f"{URL}/{document.pk}")
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
    assert api.delete(URL).status_code == 204
    assert Document.objects.exists()


@pytest.mark.parametrize("days", [1, 45])
def test_the_day_follows_the_setting(alice, settings, days):
    settings.EMPTY_TRASH_DELAY = days
    make_document(user=alice, **TRASHED)
    document = Document.objects.get()
    assert document.deletion_at - document.trashed_at == timedelta(days=days)
