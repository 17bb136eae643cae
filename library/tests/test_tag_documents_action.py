"""Tags on documents and off them, by a person."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library.actions.tags import (
    accept_suggestions,
    accept_tag,
    reject_suggestions,
    reject_tag,
    rename_suggestion,
    set_tags,
    tag_documents,
    untag_documents,
)
from library.errors import NotAllowedError, TagNameError
from library.models import Library, Membership, Tag
from library.processing.writing import _suggest
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    return make_document(user=alice)


def accepted(document):
    links = document.document_tags.filter(suggested=False)
    return sorted(links.values_list("tag__name", flat=True))


def suggested(document):
    links = document.document_tags.filter(suggested=True)
    return sorted(links.values_list("tag__name", flat=True))


def in_list(user):
    tags = Tag.objects.visible_to(user).accepted().with_counts()
    return {tag.name: tag.count for tag in tags}


def test_it_tags_many_at_the_same_cost(alice, django_assert_num_queries):
    few = [make_document(user=alice) for _ in range(2)]
    many = [make_document(user=alice) for _ in range(20)]
    tag_documents(user=alice, documents=few, names=["a", "b"])
    # Permission, documents, lock, tags, links, rejections, and the savepoint's two.
    with django_assert_num_queries(8):
        tag_documents(user=alice, documents=few, names=["a", "b"])
    with django_assert_num_queries(8):
        assert tag_documents(user=alice, documents=many, names=["a", "b"]) == 20
    assert in_list(alice) == {"a": 22, "b": 22}


def test_it_tags_each_in_its_own_library(alice, bob, document):
    shared = Library.objects.private_to(bob)
    Membership.objects.create(library=shared, user=alice, role="editor")
    theirs = make_document(user=bob)
    tag_documents(user=alice, documents=[document, theirs], names=["tax"])
    assert Tag.objects.count() == 2
    assert accepted(document) == accepted(theirs) == ["tax"]


def test_readers_may_not_and_nothing_is_changed(alice, bob, document):
    shared = Library.objects.private_to(bob)
    Membership.objects.create(library=shared, user=alice, role="reader")
    theirs = make_document(user=bob)
    put_tags(theirs, "old")
    for action in (tag_documents, untag_documents):
        with pytest.raises(NotAllowedError):
            action(user=alice, documents=[document, theirs], names=["old"])
    assert (accepted(document), accepted(theirs)) == ([], ["old"])


def test_what_is_in_the_trash_is_passed_over(alice, document):
    trashed = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    both = [document, trashed]
    assert tag_documents(user=alice, documents=both, names=["tax"]) == 1
    assert accepted(trashed) == []


@pytest.mark.parametrize("name", ["", "  ", "\u200c", "\u200b\u00a0", "x" * 51, "\0"])
def test_it_refuses_names_that_are_none(alice, document, name):
    with pytest.raises(TagNameError):
        tag_documents(user=alice, documents=[document], names=["fine", name])
    assert accepted(document) == []


@pytest.mark.parametrize("name", ["Wärme", "ضرائب ٢٠٢٥", "税务", "x" * 50, "می‌خواهم"])
def test_it_takes_names_of_any_script(alice, document, name):
    tag_documents(user=alice, documents=[document], names=[name])
    assert accepted(document) == [name]


def test_what_looks_the_same_is_the_same(alice, document):
    tag_documents(user=alice, documents=[document], names=["caf\u00e9"])
    tag_documents(user=alice, documents=[document], names=["Cafe\u0301"])
    assert accepted(document) == ["caf\u00e9"]


def test_a_suggestion_is_in_no_list_until_somebody_accepts_it(alice, document):
    _suggest(document, ["tax", "law"])
    assert in_list(alice) == {}
    accept_tag(user=alice, document=document, tag=Tag.objects.get(name="tax"))
    assert (accepted(document), suggested(document)) == (["tax"], ["law"])
    assert in_list(alice) == {"tax": 1}


def test_a_suggestion_swept_away_meanwhile_is_accepted_all_the_same(alice, document):
    _suggest(document, ["tax"])
    tag = Tag.objects.get()
    _suggest(document, ["law"])
    accept_tag(user=alice, document=document, tag=tag)
    assert accepted(document) == ["tax"]


def test_what_is_rejected_is_swept_and_does_not_come_back(alice, document):
    _suggest(document, ["Tax", "law"])
    reject_tag(user=alice, document=document, tag=Tag.objects.get(name="Tax"))
    assert not Tag.objects.filter(name="Tax").exists()
    _suggest(document, ["tax", "art"])
    assert suggested(document) == ["art"]
    other = make_document(user=alice)
    _suggest(other, ["tax"])
    assert suggested(other) == ["tax"]


def test_the_longest_name_of_letters_that_grow_can_be_rejected(alice, document):
    _suggest(document, ["İ" * 50])
    reject_tag(user=alice, document=document, tag=Tag.objects.get())
    _suggest(document, ["İ" * 50])
    assert suggested(document) == []


def test_what_a_person_takes_off_does_not_come_back_unless_they_want_it(
    alice, document
):
    put_tags(document, "tax")
    untag_documents(user=alice, documents=[document], names=["TAX"])
    _suggest(document, ["tax"])
    assert suggested(document) == []
    tag_documents(user=alice, documents=[document], names=["Tax"])
    document.refresh_from_db()
    assert document.rejected_tags == []


def test_a_tag_of_a_persons_stays_when_it_is_on_nothing(alice, document):
    put_tags(document, "tax")
    untag_documents(user=alice, documents=[document], names=["tax"])
    assert in_list(alice) == {"tax": 0}


def test_a_renamed_suggestion_is_a_persons_by_its_new_name(alice, document):
    _suggest(document, ["taxation of income", "law"])
    tag = Tag.objects.get(name="taxation of income")
    rename_suggestion(user=alice, document=document, tag=tag, name="Tax")
    assert (accepted(document), suggested(document)) == (["Tax"], ["law"])
    document.refresh_from_db()
    assert document.rejected_tags == ["taxation of income"]
    assert not Tag.objects.filter(pk=tag.pk).exists()


def test_a_suggestion_can_be_spelled_anew(alice, document):
    _suggest(document, ["nasa"])
    tag = Tag.objects.get()
    rename_suggestion(user=alice, document=document, tag=tag, name="NASA")
    document.refresh_from_db()
    assert (accepted(document), document.rejected_tags) == (["NASA"], [])


def test_whoever_carries_what_is_spelled_anew_has_changed(alice, document):
    other = make_document(user=alice, updated_at="2020-01-01T00:00Z")
    for one in (document, other):
        _suggest(one, ["nasa"])
    tag = Tag.objects.get()
    rename_suggestion(user=alice, document=document, tag=tag, name="NASA")
    other.refresh_from_db()
    assert other.updated_at.year > 2020


def test_all_are_accepted_or_rejected_at_once(alice, document):
    _suggest(document, ["a", "b"])
    put_tags(document, "mine")
    accept_suggestions(user=alice, document=document)
    assert accepted(document) == ["a", "b", "mine"]
    _suggest(document, ["c", "d"])
    reject_suggestions(user=alice, document=document)
    assert (accepted(document), suggested(document)) == (["a", "b", "mine"], [])
    document.refresh_from_db()
    assert document.rejected_tags == ["c", "d"]
    accept_suggestions(user=alice, document=document)


def test_set_tags_replaces_a_persons_and_leaves_suggestions(alice, document):
    put_tags(document, "old", "kept")
    _suggest(document, ["idea", "taken up"])
    set_tags(user=alice, document=document, names=["kept", "new", "Taken up"])
    assert accepted(document) == ["kept", "new", "taken up"]
    assert suggested(document) == ["idea"]
    set_tags(user=alice, document=document, names=[])
    assert (accepted(document), suggested(document)) == ([], ["idea"])


def test_a_list_prefetches_how_each_tag_was_put_on(alice, document):
    """The same tag on two documents: a person's here, suggested there."""
    other = make_document(user=alice)
    put_tags(document, "tax")
    put_tags(other, "tax", suggested=True)
    rows = type(document).objects.for_list()
    how = {row.pk: [tag.suggested for tag in row.tags.all()] for row in rows}
    assert how == {document.pk: [False], other.pk: [True]}


@pytest.mark.parametrize("names", [[], ["law"]])
def test_tags_are_locked_before_documents(alice, document, names):
    """Also when none are left: the other way round, two would wait in a circle."""
    put_tags(document, "tax")
    with CaptureQueriesContext(connection) as queries:
        set_tags(user=alice, document=document, names=names)
    assert locked_tables(queries) == ["library_library", "library_document"]


def locked_tables(queries):
    """In the order in which they were locked first, links as they were deleted."""
    found = [
        re.search(r'FROM "(\w+)"', query["sql"])[1]
        for query in queries
        if "FOR NO KEY UPDATE" in query["sql"]
    ]
    return list(dict.fromkeys(found))
