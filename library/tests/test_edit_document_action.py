from datetime import date

import pytest
from django.contrib.postgres.search import SearchQuery

from library.actions.editing import edit_document
from library.errors import InTrashError, NotAllowedError
from library.models import Document, Library, Membership, Passage
from library.processing.indexing import reindex
from library.tests.factories import make_document, make_passage

FOUND = {"title": {"source": "page", "page": 1}, "doi": {"source": "page", "page": 2}}


@pytest.fixture
def document(alice):
    return make_document(user=alice, title="Old harbours", doi="10.1000/182",
                         fact_sources=FOUND)  # fmt: skip


def matches(word):
    words = SearchQuery(word, config="english")
    return list(Passage.objects.filter(search=words).values_list("pk", flat=True))


def test_what_changed_is_a_persons_and_the_rest_is_not(alice, document):
    changes = {"title": "New dams", "doi": "10.1000/182", "document_date": None}
    edit_document(user=alice, document=document, changes=changes)
    document.refresh_from_db()
    assert document.title == "New dams"
    assert document.fact_sources == FOUND | {"title": {"source": "person"}}


def test_it_changes_only_what_it_is_told(alice, document):
    changes = {"authors": "Jane Roe", "document_date": date(2020, 5, 1)}
    edited = edit_document(user=alice, document=document, changes=changes)
    document.refresh_from_db()
    assert (document.title, document.authors) == ("Old harbours", "Jane Roe")
    assert document.document_date == date(2020, 5, 1)
    assert edited.authors == "Jane Roe"


def test_nothing_new_leaves_the_row_alone(alice, document):
    before = Document.objects.get(pk=document.pk).updated_at
    edit_document(user=alice, document=document, changes={"title": "Old harbours"})
    document.refresh_from_db()
    assert document.updated_at == before
    assert document.fact_sources == FOUND


def test_search_finds_the_new_title_and_no_longer_the_old(alice, document):
    passage = make_passage(document, "Rivers freeze.", heading="Icy harbours")
    other = make_passage(make_document(user=alice, title="Old harbours"), "Boats.")
    reindex(document)
    reindex(other.document)
    assert matches("old") == [passage.pk, other.pk]
    edit_document(user=alice, document=document, changes={"title": "Bridges of Rome"})
    assert matches("bridge") == [passage.pk]
    assert matches("old") == [other.pk]
    # Its text and heading stay.
    assert passage.pk in matches("freeze")
    assert passage.pk in matches("harbour")


def test_readers_may_not(bob, document):
    Membership.objects.create(
        user=bob, library=document.library, role=Membership.Role.READER
    )
    with pytest.raises(NotAllowedError):
        edit_document(user=bob, document=document, changes={"title": "Mine"})


def test_the_trash_is_not_edited(alice, document):
    Document.objects.filter(pk=document.pk).update(trashed_at="2026-01-01T00:00Z")
    with pytest.raises(InTrashError):
        edit_document(user=alice, document=document, changes={"title": "Mine"})
    assert Library.objects.private_to(alice) == document.library
