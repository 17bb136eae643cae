import pytest

from library.tests.factories import make_document, put_tags

URL = "/api/v1/tags"


def test_it_counts_live_documents_of_each_tag(api, alice, bob):
    put_tags(make_document(user=alice), "tax")
    trashed = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    put_tags(trashed, "tax")
    put_tags(make_document(user=bob), "secret")
    rows = api.get(URL).json()
    assert [(row["name"], row["count"]) for row in rows] == [("tax", 1)]


def test_it_gives_the_most_used_first_up_to_a_limit(api, alice):
    first, second = make_document(user=alice), make_document(user=alice)
    put_tags(first, "rare")
    put_tags(first, "usual")
    put_tags(second, "usual")
    names = [row["name"] for row in api.get(URL, {"limit": 1}).json()]
    assert names == ["usual"]


@pytest.mark.parametrize("limit", [0, 1001])
def test_its_limit_is_held(api, limit):
    assert api.get(URL, {"limit": limit}).status_code == 422
