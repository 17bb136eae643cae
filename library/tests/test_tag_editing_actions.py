"""A library's tags, renamed, recoloured, merged and deleted, two at once too."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from library.actions.tag_editing import (
    delete_tag,
    merge_tags,
    recolour_tag,
    rename_tag,
)
from library.actions.tags import tag_documents
from library.errors import (
    NotAllowedError,
    TagColorError,
    TagExistsError,
    TagGoneError,
    TagIntoItselfError,
    TagNameError,
    TagOfOtherLibraryError,
)
from library.models import DocumentTag, Library, Membership, Tag
from library.processing.writing import _suggest
from library.tests.factories import make_document
from library.tests.factories import put_tags as put_tags_in_transaction


@transaction.atomic
def put_tags(*args, **kwargs):
    return put_tags_in_transaction(*args, **kwargs)


@pytest.fixture
def document(alice):
    return make_document(user=alice)


@pytest.fixture
def tag(document):
    return put_tags(document, "Tax")[0]


def links():
    found = DocumentTag.objects.values_list("document", "tag__name", "suggested")
    return sorted(found, key=str)


def test_a_new_name_brings_a_new_address(alice, tag):
    renamed = rename_tag(user=alice, tag=tag, name="  Steuern   2025 ")
    assert (renamed.name, renamed.slug) == ("Steuern 2025", "steuern-2025")
    renamed = rename_tag(user=alice, tag=tag, name="STEUERN 2025")
    assert (renamed.name, renamed.slug) == ("STEUERN 2025", "steuern-2025")


@pytest.mark.parametrize(
    ("name", "slug"), [("ضرائب", "ضرائب"), ("税务", "税务"), ("C++", "c-2")]
)
def test_it_takes_names_of_any_script(alice, document, tag, name, slug):
    put_tags(document, "C")
    assert rename_tag(user=alice, tag=tag, name=name).slug == slug


@pytest.mark.parametrize("name", ["", " \t", "x" * 51])
def test_it_refuses_names_that_are_none(alice, tag, name):
    with pytest.raises(TagNameError):
        rename_tag(user=alice, tag=tag, name=name)


def test_a_name_that_is_taken_is_refused_with_the_tag_that_has_it(alice, document, tag):
    (law,) = put_tags(document, "Law")
    with pytest.raises(TagExistsError, match="Merge the two") as error:
        rename_tag(user=alice, tag=tag, name="lAW")
    assert error.value.tag == law


def test_a_mere_suggestion_of_that_name_is_no_hindrance(alice, document, tag):
    other = make_document(user=alice)
    _suggest(other, ["law"])
    rename_tag(user=alice, tag=tag, name="Law")
    assert links() == sorted(
        [(document.pk, "Law", False), (other.pk, "Law", True)], key=str
    )


def test_the_old_name_is_not_suggested_for_its_documents_again(alice, document, tag):
    rename_tag(user=alice, tag=tag, name="Steuern")
    _suggest(document, ["tax"])
    assert links() == [(document.pk, "Steuern", False)]


def test_colours_are_taken_and_taken_away(alice, tag):
    assert recolour_tag(user=alice, tag=tag, color="#3B5BDB").color == "#3b5bdb"
    assert recolour_tag(user=alice, tag=tag, color="").color == ""


@pytest.mark.parametrize("color", ["red", "#fff", "#3b5bdg", "#3b5bdb\n", "url(x)"])
def test_other_colours_are_refused(alice, tag, color):
    with pytest.raises(TagColorError):
        recolour_tag(user=alice, tag=tag, color=color)


def test_merging_unites_links_and_a_persons_outranks_a_suggestion(alice, tag):
    both, only, suggested = (make_document(user=alice) for _ in range(3))
    put_tags(both, "Tax")
    put_tags(both, "Taxes", suggested=True)
    put_tags(only, "Taxes")
    put_tags(suggested, "Tax", suggested=True)
    into = Tag.objects.get(name="Taxes")
    recolour_tag(user=alice, tag=tag, color="#3b5bdb")
    merged = merge_tags(user=alice, tag=tag, into=into)
    assert merged.color == "#3b5bdb"
    assert not merged.is_suggestion
    found = {pk: how for pk, name, how in links() if name == "Taxes"}
    assert found[both.pk] is False
    assert found[only.pk] is False
    assert found[suggested.pk] is True
    assert len(links()) == 4
    assert list(Tag.objects.all()) == [into]
    _suggest(only, ["tax"])
    assert Tag.objects.count() == 2
    _suggest(both, ["tax"])
    assert not both.document_tags.filter(tag__name="tax").exists()


def test_it_merges_within_one_library_and_into_another_tag(alice, bob, tag):
    Membership.objects.create(
        library=Library.objects.private_to(bob), user=alice, role="editor"
    )
    (theirs,) = put_tags(make_document(user=bob), "Tax")
    with pytest.raises(TagOfOtherLibraryError):
        merge_tags(user=alice, tag=tag, into=theirs)
    with pytest.raises(TagIntoItselfError):
        merge_tags(user=alice, tag=tag, into=tag)


def test_a_deleted_tag_leaves_its_documents_and_does_not_come_back(
    alice, document, tag
):
    delete_tag(user=alice, tag=tag)
    _suggest(document, ["tax"])
    assert links() == []
    document.refresh_from_db()
    with pytest.raises(TagGoneError):
        delete_tag(user=alice, tag=Tag(pk=tag.pk, library_id=tag.library_id))


def test_readers_may_not(alice, bob, document, tag):
    Membership.objects.create(library=document.library, user=bob, role="reader")
    (other,) = put_tags(document, "Other")
    for call in (
        lambda: rename_tag(user=bob, tag=tag, name="New"),
        lambda: recolour_tag(user=bob, tag=tag, color=""),
        lambda: merge_tags(user=bob, tag=tag, into=other),
        lambda: delete_tag(user=bob, tag=tag),
    ):
        with pytest.raises(NotAllowedError):
            call()


def at_once(*calls):
    """The results of calls that begin together, errors as what they are."""
    barrier = Barrier(len(calls))

    def work(call):
        try:
            barrier.wait()
            return call()
        except (TagExistsError, TagGoneError) as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        return list(pool.map(work, calls))


@pytest.mark.django_db(transaction=True)
def test_of_two_renames_to_one_name_one_is_told(alice, document):
    tags = put_tags(document, "a", "b")
    for number in range(10):
        results = at_once(
            *(
                lambda tag=tag, number=number: rename_tag(
                    user=alice, tag=tag, name=f"new {number}"
                )
                for tag in tags
            )
        )
        assert sorted(type(one).__name__ for one in results) == [
            "Tag",
            "TagExistsError",
        ]
        assert Tag.objects.filter(name=f"new {number}").count() == 1


@pytest.mark.django_db(transaction=True)
def test_tags_merged_while_documents_are_tagged_lose_none(alice):
    documents = [make_document(user=alice) for _ in range(5)]
    for _ in range(10):
        put_tags(documents[0], "b")
        (tag,) = put_tags(documents[0], "a")
        into = Tag.objects.get(name="b")
        at_once(
            lambda tag=tag, into=into: merge_tags(user=alice, tag=tag, into=into),
            lambda: tag_documents(user=alice, documents=documents, names=["a"]),
        )
        for one in documents:
            assert one.document_tags.filter(suggested=False).exists()
        Tag.objects.all().delete()


@pytest.mark.django_db(transaction=True)
def test_of_two_tags_merged_into_each_other_one_is_left(alice, document):
    for _ in range(10):
        a, b = put_tags(document, "a", "b")
        at_once(
            lambda a=a, b=b: merge_tags(user=alice, tag=a, into=b),
            lambda a=a, b=b: merge_tags(user=alice, tag=b, into=a),
        )
        assert Tag.objects.count() == document.document_tags.count() == 1
        Tag.objects.all().delete()


def test_documents_are_locked_before_their_links(alice, document, tag):
    """As by a deletion for good, which would wait for ever otherwise."""
    other = make_document(user=alice, updated_at="2020-01-01T00:00Z")
    put_tags(other, "Steuern", suggested=True)
    with CaptureQueriesContext(connection) as queries:
        rename_tag(user=alice, tag=tag, name="Steuern")
    writes = [q["sql"] for q in queries if q["sql"].startswith(("UPDATE", "DELETE"))]
    assert writes[0].startswith('UPDATE "library_document" ')
    assert any("library_documenttag" in sql for sql in writes[1:])
    other.refresh_from_db()
    assert other.updated_at.year > 2020
