"""Documents near in meaning to one document."""

from uuid import uuid4

import numpy as np
import pytest

from library.models import Embedding, Library, Membership
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.tests.factories import make_document, make_passage, make_text


def url(document):
    return f"/api/v1/documents/{document.pk}/similar"


def vector_at(degrees):
    """A unit vector, turned by an angle out of the first direction."""
    vector = np.zeros(DEFAULT_DIMENSIONS)
    vector[0], vector[1] = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
    return vector.tolist()


def add_passage(document, degrees, text="The dam held.", **fields):
    passage = make_passage(document, text, **fields)
    Embedding.objects.create(
        passage=passage,
        library_id=document.library_id,
        space_id=DEFAULT_SPACE_ID,
        vector=vector_at(degrees),
    )
    return passage


def make_near(user, degrees, **fields):
    document = make_document(user=user, **fields)
    add_passage(document, degrees)
    return document


@pytest.fixture
def document(alice):
    """Its passages lie at 0 and 40 degrees, so its middle lies at 20."""
    document = make_document(user=alice, title="On dams")
    add_passage(document, 0)
    add_passage(document, 40)
    return document


def titles(response):
    assert response.status_code == 200
    return [row["document"]["title"] for row in response.json()["results"]]


def test_it_shows_the_nearest_first_and_not_itself(api, alice, document):
    make_near(alice, 90, title="far")
    make_near(alice, 50, title="near")
    make_near(alice, 21, title="nearest")
    assert titles(api.get(url(document))) == ["nearest", "near", "far"]
    assert titles(api.get(url(document), {"limit": 2})) == ["nearest", "near"]


def test_each_document_stands_once_with_its_nearest_passage(api, alice, document):
    other = make_near(alice, 100, title="other")
    make_text(other, "One.", "Two.")
    add_passage(other, 60)
    near = add_passage(other, 20, "The weir held too.", page=2)
    [row] = api.get(url(document)).json()["results"]
    assert row == {
        "document": {"id": str(other.pk), "title": "other"},
        "score": 1.0,
        "page": 2,
        "text": "The weir held too.",
        "url": (
            f"http://testserver/documents/{other.pk}/?page=2&passage={near.pk}#evidence"
        ),
    }


def test_it_finds_in_shared_libraries_and_nothing_hidden(api, alice, bob, document):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="reader")
    make_near(bob, 20, title="shared", library=shared)
    make_near(bob, 20, title="hidden")
    make_near(alice, 20, title="trashed", trashed_at="2026-01-01T00:00Z")
    assert titles(api.get(url(document))) == ["shared"]


def test_without_vectors_the_list_is_empty(api, alice, document):
    queued = make_document(user=alice, status="queued")
    assert titles(api.get(url(queued))) == []
    silent = make_document(user=alice)
    make_passage(silent, "Not embedded so far.")
    assert titles(api.get(url(silent))) == []


def test_only_the_current_reading_counts(api, alice, document):
    old = document.current_text
    make_text(document, "Read anew.")
    add_passage(document, 90)
    make_near(alice, 20, title="as it was")
    make_near(alice, 90, title="as it is")
    assert old != document.current_text
    assert titles(api.get(url(document))) == ["as it is", "as it was"]


def test_what_one_may_not_see_is_not_there(api, bob):
    assert api.get(url(make_near(bob, 0))).status_code == 404
    assert api.get(f"/api/v1/documents/{uuid4()}/similar").status_code == 404


@pytest.mark.parametrize("limit", [0, 51])
def test_limits_are_held(api, document, limit):
    assert api.get(url(document), {"limit": limit}).status_code == 422


def test_it_costs_the_same_for_any_number_of_rows(
    api, alice, document, django_assert_num_queries
):
    for degrees in range(20):
        make_near(alice, degrees)
    api.get(url(document))
    # Key and user, document, its middle, the nearest (savepoint, two settings,
    # passages, its release), what is shown of them.
    with django_assert_num_queries(9):
        assert len(titles(api.get(url(document), {"limit": 50}))) == 20
