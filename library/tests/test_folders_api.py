import pytest

from library.actions.folders import folder_at
from library.models import Folder, Library, Membership
from library.tests.factories import make_document

URL = "/api/v1/folders"


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


@pytest.fixture
def tax(home):
    return folder_at(library=home, names=["Tax"])


def send(client, method, path, **data):
    call = getattr(client, method)
    return call(f"{URL}{path}", data, content_type="application/json")


def paths(client, **query):
    return [row["path"] for row in client.get(URL, query).json()]


def test_it_lists_the_tree_with_counts_of_live_documents(api, alice, tax):
    inner = folder_at(library=tax.library, names=["Tax", "2025"])
    for fields in ({}, {"trashed_at": "2026-01-01T00:00Z"}):
        make_document(user=alice, folder=inner, **fields)
    rows = api.get(URL).json()
    assert [(row["path"], row["count"]) for row in rows] == [
        ("Tax", 0),
        ("Tax/2025", 1),
    ]
    assert rows[1]["parent"] == rows[0]["id"] == str(tax.pk)


def test_its_pages_follow_each_other(api, home):
    for name in "abc":
        folder_at(library=home, names=[name])
    assert paths(api, limit=2) == ["a", "b"]
    assert paths(api, limit=2, offset=2) == ["c"]
    assert api.get(URL, {"limit": 1001}).status_code == 422


def test_it_lists_libraries_apart(api, alice, bob, tax):
    shared = Library.objects.private_to(bob)
    folder_at(library=shared, names=["Theirs"])
    assert paths(api) == ["Tax"]
    Membership.objects.create(library=shared, user=alice, role="reader")
    assert sorted(paths(api)) == ["Tax", "Theirs"]
    assert paths(api, library=str(shared.pk)) == ["Theirs"]


def test_it_makes_folders(api, tax):
    top = send(api, "post", "", name=" Öl ")
    assert top.status_code == 201
    assert (top.json()["path"], top.json()["parent"]) == ("Öl", None)
    inner = send(api, "post", "", name="2025", parent=str(tax.pk)).json()
    assert (inner["path"], inner["count"]) == ("Tax/2025", 0)
    assert send(api, "post", "", name="tax").json()["code"] == "folder_exists"


@pytest.mark.parametrize("name", ["", " ", "a/b", "x" * 101, "a\0", "\u200c", None])
def test_it_refuses_names_that_are_none(api, tax, name):
    assert send(api, "post", "", name=name).status_code == 422
    assert send(api, "patch", f"/{tax.pk}", name=name).status_code == 422


def test_it_renames_and_moves_in_one_go(api, home, tax):
    old = folder_at(library=home, names=["Old"])
    told = send(api, "patch", f"/{tax.pk}", name="Steuern", parent=str(old.pk)).json()
    assert told["path"] == "Old/Steuern"
    circle = send(api, "patch", f"/{old.pk}", name="New", parent=str(tax.pk))
    assert (circle.status_code, circle.json()["code"]) == (409, "folder_in_itself")
    told = send(api, "patch", f"/{tax.pk}", parent=None).json()
    assert (told["path"], told["parent"]) == ("Steuern", None)
    assert paths(api) == ["Old", "Steuern"]


def test_a_deleted_folder_keeps_its_documents_unless_told(api, alice, home, tax):
    kept = make_document(user=alice, folder=tax)
    assert api.delete(f"{URL}/{tax.pk}").status_code == 204
    kept.refresh_from_db()
    assert (kept.folder, kept.trashed_at) == (None, None)
    old = folder_at(library=home, names=["Old"])
    trashed = make_document(user=alice, folder=old)
    assert api.delete(f"{URL}/{old.pk}?contents=burn").status_code == 422
    assert api.delete(f"{URL}/{old.pk}?contents=trash").status_code == 204
    trashed.refresh_from_db()
    assert trashed.trashed_at


def test_folders_of_somebody_else_are_not_there(api, bob, tax):
    shared = Library.objects.private_to(bob)
    theirs = folder_at(library=shared, names=["Theirs"])
    for response in (
        send(api, "post", "", name="x", parent=str(theirs.pk)),
        send(api, "post", "", name="x", library=str(shared.pk)),
        send(api, "patch", f"/{tax.pk}", parent=str(theirs.pk)),
    ):
        assert response.status_code == 404


def test_readers_may_look_only(api, alice, bob):
    theirs = folder_at(library=Library.objects.private_to(bob), names=["Theirs"])
    Membership.objects.create(library=theirs.library, user=alice, role="reader")
    for response in (
        send(api, "post", "", name="x", parent=str(theirs.pk)),
        send(api, "patch", f"/{theirs.pk}", name="x"),
        api.delete(f"{URL}/{theirs.pk}"),
    ):
        assert response.status_code == 403
    assert Folder.objects.get().name == "Theirs"


def test_it_costs_the_same_for_any_number(api, home, django_assert_num_queries):
    for number in range(20):
        folder_at(library=home, names=["All", str(number)])
    # Key, its use, the tree.
    with django_assert_num_queries(3):
        assert len(paths(api)) == 21
