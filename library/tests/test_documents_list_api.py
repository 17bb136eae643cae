"""The lists by cursor and by position: the filters and orderings they share."""

import pytest

from library.models import Folder, Library, Membership
from library.tests.factories import make_document, make_summary, put_tags

URLS = ["/api/v1/documents", "/api/v1/library"]


def titles(response):
    assert response.status_code == 200, response.json()
    return [row["title"] for row in response.json()["results"]]


@pytest.fixture
def others(alice):
    """Documents that no filter of a test is meant to find."""
    for number in range(3):
        make_document(user=alice, title=f"Other {number}")


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    "query",
    [
        {"status": "queued"},
        {"tag": "wasser"},
        {"author": "meitner"},
        {"q": "MÄSS"},
        {"language": "de"},
        {"added_after": "2090-01-01"},
        {"added_before": "2001-01-01"},
        {"dated_after": "2024-05-31", "dated_before": "2024-05-31"},
    ],
)
def test_it_finds_by(api, alice, others, url, query):
    early = "added_before" in query
    wanted = make_document(
        user=alice,
        pk=f"{'00e00000' if early else '04000000'}-0000-7000-8000-000000000000",
        title="Gewässer",
        status="queued",
        language="de",
        authors="Lise Meitner",
        document_date="2024-05-31",
    )
    put_tags(wanted, "Wasser")
    query = {key: "WÄSS" if key == "q" else value for key, value in query.items()}
    assert titles(api.get(url, query)) == ["Gewässer"]


@pytest.mark.parametrize("url", URLS)
def test_it_finds_by_library_and_folder(api, alice, bob, others, url):
    library = Library.objects.create(name="Shared")
    Membership.objects.create(library=library, user=alice, role="reader")
    folder = Folder.objects.create(library=library, name="Reports")
    make_document(user=bob, library=library, title="filed", folder=folder)
    make_document(user=bob, library=library, title="unfiled")
    assert titles(api.get(url, {"library": library.pk})) == ["unfiled", "filed"]
    assert titles(api.get(url, {"folder": folder.pk})) == ["filed"]
    query = {"library": library.pk, "folder": "none"}
    assert titles(api.get(url, query)) == ["unfiled"]


@pytest.mark.parametrize("url", URLS)
def test_what_one_may_not_see_is_an_empty_list(api, alice, bob, others, url):
    library = Library.objects.private_to(bob)
    folder = Folder.objects.create(library=library, name="His")
    document = make_document(user=bob, folder=folder)
    [tag] = put_tags(document, "his")
    for query in ({"library": library.pk}, {"folder": folder.pk}, {"tag": tag.slug}):
        assert titles(api.get(url, query)) == []


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    ("ordering", "expected"),
    [
        (None, "cba"),
        ("-created_at", "cba"),
        ("created_at", "abc"),
        ("title", "abc"),
        ("-title", "cba"),
        ("document_date", "bca"),
        ("-document_date", "acb"),
    ],
)
def test_it_is_ordered(api, alice, url, ordering, expected):
    dates = {"a": "2024-01-01", "b": None, "c": "2023-01-01"}
    for title, day in dates.items():
        make_document(user=alice, title=title, document_date=day)
    query = {"ordering": ordering} if ordering else {}
    assert "".join(titles(api.get(url, query))) == expected
    if url == URLS[0]:
        first = api.get(url, query | {"limit": 2}).json()
        second = api.get(url, query | {"limit": 2, "cursor": first["next_cursor"]})
        assert titles(second) == [expected[2]]


def test_a_cursor_of_another_ordering_is_refused(api, alice):
    for _ in range(2):
        make_document(user=alice)
    cursor = api.get(URLS[0], {"limit": 1}).json()["next_cursor"]
    response = api.get(URLS[0], {"cursor": cursor, "ordering": "title"})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ordering", "size"),
        ("ordering", "trashed"),
        ("ordering", "newest"),
        ("status", "lost"),
        ("folder", "nowhere"),
        ("library", "7"),
        ("added_after", "yesterday"),
        ("dated_before", "2024-02-30"),
        ("q", "a\0b"),
        ("author", "x" * 301),
    ],
)
def test_a_value_that_means_nothing_is_named(api, url, name, value):
    response = api.get(url, {name: value})
    assert response.status_code == 422
    errors = response.json()["errors"]
    assert errors
    assert all(name in error["loc"] for error in errors)


def test_the_neighbours_of_a_page_keep_its_filters(api, alice):
    for _ in range(3):
        make_document(user=alice, title="Dämme & Co", language="de")
    query = {"limit": 1, "offset": 1, "q": "mme &", "ordering": "title"}
    body = api.get(URLS[1], query).json()
    assert body["count"] == 3
    for neighbour in (body["next"], body["previous"]):
        assert len(titles(api.get(neighbour))) == 1


@pytest.mark.parametrize(
    ("url", "expected"),
    # Key and user, the tag, documents with all of theirs; the count by position.
    [("/api/v1/documents", 3), ("/api/v1/library", 4)],
)
def test_all_filters_together_cost_one_query_more(
    api, alice, url, expected, django_assert_num_queries
):
    library = Library.objects.private_to(alice)
    folder = Folder.objects.create(library=library, name="Reports")
    for number in range(20):
        document = make_document(user=alice, folder=folder, authors="Meitner")
        put_tags(document, "water", f"tag {number}")
        make_summary(document, ("One.", 1))
    query = {"tag": "water", "folder": folder.pk, "author": "mei", "q": "report"}
    api.get(url, query)
    with django_assert_num_queries(expected):
        assert len(titles(api.get(url, query))) == 20


@pytest.mark.parametrize("url", [*URLS, "/api/v1/me", "/api/v1/tags"])
def test_what_can_be_got_can_be_asked_for_its_headers(api, url):
    response = api.head(url)
    assert response.status_code == 200
    assert response.content == b""
