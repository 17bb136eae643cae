"""Proposals for unfiled documents, and what becomes of those that are ticked."""

from uuid import UUID

import numpy as np
import pytest
from django.urls import reverse

from library import organising
from library.actions.folders import folder_at
from library.models import Embedding, Folder, Library, Membership
from library.organising import propose_folders
from library.tests.factories import make_document, make_passage, put_tags
from library.vectors import library_embedder

URL = reverse("library:organise")
TAGS = reverse("library:organise_tags")


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def about(direction, user, **fields):
    """A document whose text points in one of 384 directions, more or less."""
    document = make_document(user=user, **fields)
    vector = np.full(384, 0.01)
    vector[direction] = 1
    vector[direction + 1] = fields.get("size", 1000) / 10_000
    Embedding.objects.create(
        passage=make_passage(document, "Text."),
        library_id=document.library_id,
        space_id=1,
        vector=vector / np.linalg.norm(vector),
    )
    return document


@pytest.fixture
def filed(alice, home):
    """Two folders, whose names say nothing to the embedder, with a document each."""
    boats = folder_at(library=home, names=["船"])
    trees = folder_at(library=home, names=["木"])
    about(10, alice, title="Sails", folder=boats)
    about(50, alice, title="Oaks", folder=trees)
    return boats, trees


def test_it_proposes_the_folder_of_what_is_alike(alice, filed):
    boats, trees = filed
    boat, tree = about(10, alice), about(50, alice)
    stranger, empty = about(200, alice), make_document(user=alice)
    proposals = propose_folders(user=alice)
    found = {one.document: one.folder for one in proposals.results}
    assert found == {boat: boats, tree: trees}
    assert all(one.is_sure and one.score > 0.9 for one in proposals.results)
    assert (proposals.unlike, proposals.textless) == (1, 1)
    assert proposals.results[0].reason in {"like “Sails” in it", "like “Oaks” in it"}
    assert stranger not in found
    assert empty not in found


def test_one_that_is_like_two_folders_is_not_ticked(alice, home, filed):
    twin = folder_at(library=home, names=["舟"])
    about(10, alice, title="Oars", folder=twin)
    about(10, alice)
    (proposal,) = propose_folders(user=alice).results
    assert not proposal.is_sure


def test_a_folder_without_documents_speaks_by_its_name(alice, home):
    """With the embedder itself: law is nearer to law than to cooking."""
    law = folder_at(library=home, names=["Employment law"])
    folder_at(library=home, names=["Cooking recipes"])
    document = make_document(user=alice)
    text = "The employer may end the contract of employment under the labour code."
    Embedding.objects.create(
        passage=make_passage(document, text),
        library_id=document.library_id,
        space_id=1,
        vector=library_embedder().embed([text])[0],
    )
    (proposal,) = propose_folders(user=alice).results
    assert (proposal.folder, proposal.reason) == (law, "like the folder’s name")


def test_it_costs_the_same_for_any_number(alice, filed, django_assert_num_queries):
    for _ in range(20):
        about(10, alice)
    # Unfiled documents, folders, samples, vectors of those and of these.
    with django_assert_num_queries(5):
        assert len(propose_folders(user=alice).results) == 20


def test_it_goes_on_where_one_look_ended(alice, filed):
    for _ in range(3):
        about(10, alice)
    first = propose_folders(user=alice, limit=2)
    second = propose_folders(user=alice, limit=2, cursor=first.next_cursor)
    assert (len(first.results), len(second.results)) == (2, 1)
    assert second.next_cursor is None


def test_it_looks_only_where_one_may_write(alice, bob, filed):
    shared = Library.objects.private_to(bob)
    about(10, bob, library=shared)
    Membership.objects.create(library=shared, user=alice, role="reader")
    assert propose_folders(user=alice).results == []
    # An editor's documents go into folders of their own library, which has none.
    Membership.objects.filter(library=shared, user=alice).update(role="editor")
    assert propose_folders(user=alice).results == []


def test_the_page_ticks_what_is_sure_and_moves_what_is_ticked(person, alice, filed):
    boats, _ = filed
    boat, other = about(10, alice, title="Keel"), about(10, alice, title="Mast")
    html = person.get(URL).content.decode()
    assert f'value="{boat.pk}:{boats.pk}" checked' in html
    response = person.post(URL, {"move": [f"{boat.pk}:{boats.pk}"]}, follow=True)
    assert "1 document moved." in response.content.decode()
    boat.refresh_from_db()
    other.refresh_from_db()
    assert (boat.folder, other.folder) == (boats, None)


def test_what_is_not_so_any_more_is_passed_over(person, alice, bob, filed):
    boats, trees = filed
    filed_meanwhile = about(10, alice, folder=trees)
    trashed = about(10, alice, trashed_at="2026-01-01T00:00Z")
    theirs = about(10, bob)
    theirs_folder = folder_at(library=theirs.library, names=["Theirs"])
    mine = about(10, alice)
    moves = [
        f"{filed_meanwhile.pk}:{boats.pk}",
        f"{trashed.pk}:{boats.pk}",
        f"{theirs.pk}:{theirs_folder.pk}",
        f"{mine.pk}:{theirs_folder.pk}",
        f"{mine.pk}:{mine.pk}",
        "x:y",
        "",
    ]
    response = person.post(URL, {"move": moves}, follow=True)
    assert "Nothing was moved." in response.content.decode()
    filed_meanwhile.refresh_from_db()
    assert filed_meanwhile.folder == trees


def test_without_folders_it_offers_some_made_of_tags(person, alice, home):
    taxes = [make_document(user=alice) for _ in range(3)]
    for document in taxes:
        put_tags(document, "Tax", suggested=True)
    for document in taxes[:2]:
        put_tags(document, "Law")
    put_tags(make_document(user=alice), "Once")
    response = person.get(URL)
    names = [(name.name, name.count) for name in response.context["names"]]
    assert names == [("Tax", 3), ("Law", 2)]
    tags = home.tags.in_bulk(field_name="id")
    by_name = {tag.name: tag for tag in tags.values()}
    chosen = [str(by_name["Law"].pk), str(by_name["Tax"].pk), "x"]
    person.post(TAGS, {"tag": chosen})
    counts = {
        one.path: one.count for one in home.folders.all().as_tree(with_counts=True)
    }
    assert counts == {"Law": 2, "Tax": 1}


@pytest.mark.parametrize("count", [0, 1])
def test_it_has_nothing_to_say_to_none_or_one(person, alice, count):
    for _ in range(count):
        put_tags(about(10, alice), "Tax")
    assert "Nothing to propose" in person.get(URL).content.decode()


def test_tags_of_others_make_no_folders(person, alice, bob):
    (theirs,) = put_tags(make_document(user=bob), "secret")
    person.post(TAGS, {"tag": [str(theirs.pk)]})
    assert not Folder.objects.exists()


@pytest.mark.parametrize("url", [URL, TAGS])
def test_it_asks_to_log_in(client, db, url):
    assert "/accounts/login/" in client.post(url).url


def test_wrong_verbs_are_refused(person):
    assert person.put(URL).status_code == 405
    assert person.get(TAGS).status_code == 405


def test_programs_are_told_the_same(api, alice, filed):
    boats, _ = filed
    boat = about(10, alice, title="Keel")
    told = api.get("/api/v1/folders/suggestions").json()
    (row,) = told["results"]
    assert row["document"] == {"id": str(boat.pk), "title": "Keel"}
    assert row["folder"] == {"id": str(boats.pk), "path": "船"}
    assert row["is_sure"]
    assert told["next_cursor"] is None


def test_folders_of_other_libraries_take_no_place(alice, bob, filed, monkeypatch):
    """Only so many are compared: those of the libraries that the documents are in."""
    shared = Library.objects.create(name="Shared", pk=UUID(int=1))
    Membership.objects.create(library=shared, user=alice, role="reader")
    for name in ("a", "b"):
        folder_at(library=shared, names=[name])
    monkeypatch.setattr(organising, "_FOLDERS", 2)
    boat = about(10, alice)
    (proposal,) = propose_folders(user=alice).results
    assert (proposal.document, proposal.folder) == (boat, filed[0])
