"""Suggestions come and go with each reading, in several workers at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from library.models import Tag
from library.processing.writing import _suggest
from library.tests.factories import make_document, put_tags


def names():
    return sorted(Tag.objects.values_list("name", flat=True))


def test_new_ones_replace_those_before(alice):
    document = make_document(user=alice)
    _suggest(document, ["tax", "law"])
    _suggest(document, ["Law", "art"])
    assert sorted(tag.name for tag in document.tags.all()) == names() == ["art", "law"]


def test_none_sweep_those_before(alice):
    document = make_document(user=alice)
    _suggest(document, ["tax"])
    _suggest(document, [])
    assert names() == []


def test_what_a_person_put_on_stays(alice):
    document = make_document(user=alice)
    _suggest(document, ["tax", "law"])
    put_tags(document, "tax")
    put_tags(make_document(user=alice), "law")
    _suggest(document, ["art"])
    assert sorted(tag.name for tag in document.tags.all()) == ["art", "tax"]
    assert names() == ["art", "law", "tax"]


@pytest.mark.django_db(transaction=True)
def test_a_tag_is_not_swept_away_while_another_worker_puts_it_on(alice):
    documents = [make_document(user=alice) for _ in range(2)]

    def work(document):
        try:
            for number in range(20):
                _suggest(document, ["a", "b"] if number % 2 else ["c"])
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        list(pool.map(work, documents))
    assert names() == ["a", "b"]
