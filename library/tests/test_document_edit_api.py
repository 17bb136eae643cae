import pytest

from library.actions.folders import folder_at
from library.models import Library, Membership
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    sources = {"title": {"source": "page", "page": 1}, "doi": {"source": "metadata"}}
    return make_document(user=alice, title="A dam", doi="10.1000/182",
                         fact_sources=sources)  # fmt: skip


def patch(client, document, **data):
    address = f"/api/v1/documents/{document.pk}"
    return client.patch(address, data, content_type="application/json")


def test_it_changes_what_is_sent_and_says_whose_it_is(api, document):
    response = patch(api, document, title=" New dams ", document_date="2020-05-31")
    assert response.status_code == 200
    told = response.json()
    assert (told["title"], told["document_date"]) == ("New dams", "2020-05-31")
    assert (told["doi"], told["authors"]) == ("10.1000/182", "")
    assert told["facts"] == {
        "title": {"source": "person", "page": None, "precision": None},
        "document_date": {"source": "person", "page": None, "precision": None},
        "doi": {"source": "metadata", "page": None, "precision": None},
    }


def test_null_and_the_empty_text_take_away(api, document):
    patch(api, document, document_date="2020-05-31")
    told = patch(api, document, document_date=None, doi="").json()
    assert (told["document_date"], told["doi"]) == (None, "")


def test_nothing_sent_changes_nothing(api, document):
    assert patch(api, document).json()["title"] == "A dam"


@pytest.mark.parametrize(
    "data",
    [{"title": ""}, {"title": " "}, {"title": None}, {"title": "x" * 301},
     {"title": "a\nb"}, {"authors": "x" * 501}, {"authors": "a\x00b"},
     {"document_date": "May"}, {"doi": "1234"}, {"status": "ready"},
     {"title": "Good", "colour": "red"}, {"tags": ["fine", ""]}, {"tags": "a"},
     {"tags": ["x" * 51]}, {"tags": ["a"] * 101},
     {"folder": "Tax"}],
)  # fmt: skip
def test_it_refuses_what_it_cannot_keep(api, document, data):
    response = patch(api, document, **data)
    assert response.status_code == 422
    assert response.json()["errors"]
    document.refresh_from_db()
    assert document.title == "A dam"


def test_documents_of_others_are_not_found(api, bob):
    assert patch(api, make_document(user=bob), title="Mine").status_code == 404


def test_readers_may_not(api, alice, bob):
    theirs = make_document(user=bob)
    Membership.objects.create(
        user=alice, library=theirs.library, role=Membership.Role.READER
    )
    response = patch(api, theirs, title="Mine")
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")


def test_the_trash_is_a_conflict(api, alice):
    trashed = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    assert patch(api, trashed, title="Mine").status_code == 409


def test_it_takes_tags_and_a_folder(api, document):
    put_tags(document, "old")
    put_tags(document, "idea", suggested=True)
    folder = folder_at(library=document.library, names=["Tax"])
    told = patch(api, document, tags=["Wärme", "wärme"], folder=str(folder.pk)).json()
    names = {tag["name"]: tag["suggested"] for tag in told["tags"]}
    assert names == {"idea": True, "Wärme": False}
    assert told["folder"] == str(folder.pk)
    assert patch(api, document, folder=None).json()["folder"] is None


def test_one_wrong_value_changes_nothing(api, document, bob):
    others = folder_at(library=Library.objects.private_to(bob), names=["Theirs"])
    response = patch(api, document, title="New", tags=["a"], folder=str(others.pk))
    assert response.status_code == 404
    Membership.objects.create(
        user=document.added_by, library=others.library, role="editor"
    )
    response = patch(api, document, title="New", tags=["a"], folder=str(others.pk))
    assert response.json()["code"] == "folder_of_other_library"
    document.refresh_from_db()
    assert document.title == "A dam"
    assert not document.tags.exists()
