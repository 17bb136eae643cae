import pytest

from library.models import Library, Membership
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


def patch(client, tag, **data):
    return client.patch(f"{URL}/{tag.pk}", data, content_type="application/json")


def merge(client, tag, into):
    data = {"into": str(into.pk)}
    address = f"{URL}/{tag.pk}/merge"
    return client.post(address, data, content_type="application/json")


def test_suggestions_are_no_tags_yet(api, alice):
    document = make_document(user=alice)
    put_tags(document, "tax")
    put_tags(make_document(user=alice), "tax", suggested=True)
    (idea,) = put_tags(document, "idea", suggested=True)
    rows = api.get(URL).json()
    assert [(row["name"], row["count"]) for row in rows] == [("tax", 1)]
    assert patch(api, idea, name="Better").status_code == 404


def test_a_tag_is_renamed_and_recoloured(api, alice):
    (tag,) = put_tags(make_document(user=alice), "tax")
    told = patch(api, tag, name="税务", color="#3B5BDB").json()
    assert (told["name"], told["slug"], told["color"], told["count"]) == (
        "税务",
        "税务",
        "#3b5bdb",
        1,
    )
    assert patch(api, tag, color="").json()["color"] == ""
    assert api.get(URL).json()[0]["name"] == "税务"


def test_a_name_that_is_taken_offers_merging(api, alice):
    tag, other = put_tags(make_document(user=alice), "tax", "law")
    response = patch(api, tag, name="LAW", color="#3b5bdb")
    assert response.status_code == 409
    assert response.json()["code"] == "tag_exists"
    assert response.json()["existing"]["id"] == str(other.pk)
    assert "Merge" in response.json()["detail"]
    tag.refresh_from_db()
    assert tag.color == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({"name": " "}, "invalid"),
        ({"name": "\u200c"}, "invalid_tag_name"),
        ({"name": "x" * 51}, "invalid"),
        ({"color": "red"}, "invalid_color"),
        ({"count": 3}, "invalid"),
    ],
)
def test_it_refuses_what_it_cannot_keep(api, alice, data, code):
    (tag,) = put_tags(make_document(user=alice), "tax")
    response = patch(api, tag, **data)
    assert (response.status_code, response.json()["code"]) == (422, code)


def test_two_tags_become_one(api, alice):
    tag, into = put_tags(make_document(user=alice), "tax", "taxes")
    put_tags(make_document(user=alice), "tax")
    told = merge(api, tag, into).json()
    assert (told["name"], told["count"]) == ("taxes", 2)
    assert merge(api, tag, into).status_code == 404
    assert merge(api, into, into).json()["code"] == "tag_into_itself"


def test_a_tag_is_merged_into_none_of_somebody_else(api, alice, bob):
    (tag,) = put_tags(make_document(user=alice), "tax")
    (theirs,) = put_tags(make_document(user=bob), "taxes")
    assert merge(api, tag, theirs).status_code == 404
    Membership.objects.create(
        library=Library.objects.private_to(bob), user=alice, role="reader"
    )
    assert merge(api, tag, theirs).json()["code"] == "tag_of_other_library"


def test_a_deleted_tag_leaves_its_documents(api, alice):
    document = make_document(user=alice)
    (tag,) = put_tags(document, "tax")
    assert api.delete(f"{URL}/{tag.pk}").status_code == 204
    assert api.get(URL).json() == []
    assert api.get(f"/api/v1/documents/{document.pk}").json()["tags"] == []


def test_readers_may_look_only(api, alice, bob):
    tag, into = put_tags(make_document(user=bob), "tax", "law")
    Membership.objects.create(
        library=Library.objects.private_to(bob), user=alice, role="reader"
    )
    assert len(api.get(URL).json()) == 2
    assert patch(api, tag, name="New").status_code == 403
    assert merge(api, tag, into).status_code == 403
    assert api.delete(f"{URL}/{tag.pk}").status_code == 403


def test_it_costs_the_same_for_any_number(api, alice, django_assert_num_queries):
    put_tags(make_document(user=alice), *(f"tag {number}" for number in range(20)))
    # Key, its use, libraries, counts.
    with django_assert_num_queries(4):
        assert len(api.get(URL).json()) == 20
