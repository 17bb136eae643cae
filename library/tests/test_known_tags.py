"""Suggestions take the words that people of the library use."""

import pytest

from library.models import Library
from library.processing.known_tags import fold, prefer_known
from library.tests.factories import make_document, put_tags


@pytest.fixture
def document(alice):
    return make_document(user=alice)


@pytest.mark.parametrize(
    ("name", "known"),
    [
        ("INVOICES", "Invoice"),
        ("wind energy", "Wind power"),
        ("Café", "cafes"),
        ("data-set", "Data sets"),
        ("companies", "Company"),
        ("سَنَة", "سنة"),
    ],
)
def test_what_is_the_same_or_near_takes_the_known_name(document, name, known):
    put_tags(document, known, "something else")
    assert prefer_known(document.library_id, [name]) == [known]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Invoices 2024", "Invoices 2025"),
        ("long-term debt", "Short-term debt"),
        ("tenant", "Landlord"),
        ("税务", "法律"),
        ("gas", "GA"),
        ("ガス", "カス"),
    ],
)
def test_what_is_another_thing_keeps_its_own(document, name, other):
    put_tags(document, other)
    assert prefer_known(document.library_id, [name]) == [name]


def test_two_that_are_one_tag_are_that_tag_once(document):
    put_tags(document, "Tax")
    names = ["taxes", "law", "TAX"]
    assert prefer_known(document.library_id, names) == ["Tax", "law"]


def test_suggestions_and_tags_of_others_are_not_known(document, bob):
    put_tags(document, "Tax", suggested=True)
    put_tags(make_document(user=bob), "Taxes")
    assert prefer_known(document.library_id, ["tax", "art"]) == ["tax", "art"]


def test_it_costs_one_query(alice, django_assert_num_queries):
    home = Library.objects.private_to(alice)
    put_tags(make_document(user=alice), *(f"name {number}" for number in range(20)))
    with django_assert_num_queries(1):
        assert prefer_known(home.pk, ["tax", "law"]) == ["tax", "law"]


@pytest.mark.parametrize("name", ["status", "analysis", "class", "bus", "ies", ""])
def test_not_every_s_is_a_plural(name):
    assert fold(name) == name


def test_japanese_sounds_are_no_accents():
    assert fold("ガス") != fold("カス")
