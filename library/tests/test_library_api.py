from library.tests.factories import make_document

URL = "/api/v1/library"


def test_it_counts_and_links_its_pages(api, alice):
    for number in range(5):
        make_document(user=alice, title=str(number))
    body = api.get(URL, {"limit": 2, "offset": 2}).json()
    assert body["count"] == 5
    assert [row["title"] for row in body["results"]] == ["2", "1"]
    assert "offset=4" in body["next"]
    assert "offset=0" in body["previous"]


def test_it_hides_what_others_have_and_what_is_in_the_trash(api, alice, bob):
    make_document(user=bob)
    make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    assert api.get(URL).json()["count"] == 0


def test_it_costs_the_same_for_any_number_of_rows(
    api, alice, django_assert_num_queries
):
    for _ in range(20):
        make_document(user=alice)
    api.get(URL)
    # Key and user, count, documents with summaries and tags.
    with django_assert_num_queries(3):
        assert len(api.get(URL).json()["results"]) == 20
