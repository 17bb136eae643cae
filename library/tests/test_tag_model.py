from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from library.models import DocumentTag, Library, Tag
from library.tests.factories import make_document


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


def names(tags):
    return sorted(tag.name for tag in tags)


def test_it_makes_tags_and_finds_them_again_in_any_case(home):
    made = Tag.objects.named(home.pk, ["Tax", "Wärme"])
    assert set(Tag.objects.named(home.pk, ["tax", "WÄRME"])) == set(made)
    assert names(made) == ["Tax", "Wärme"]


def test_it_tidies_names(home):
    long = "x" * 49 + " y"
    tags = Tag.objects.named(home.pk, ["  a \n b ", "A B", "", " ", long])
    assert names(tags) == ["a b", "x" * 49]
    assert Tag.objects.named(home.pk, [" "]) == []


def test_it_keeps_libraries_apart(home, bob):
    other = Library.objects.private_to(bob)
    assert Tag.objects.named(home.pk, ["a"]) != Tag.objects.named(other.pk, ["a"])


def test_each_tag_of_a_library_has_its_own_slug(home, bob):
    Tag.objects.named(home.pk, ["C"])
    Tag.objects.named(home.pk, ["C++", "C#", "c 3", "c-2", "???", "日本"])
    slugs = dict(home.tags.values_list("name", "slug"))
    assert slugs["C"] == "c"
    assert len(set(slugs.values())) == len(slugs)
    assert {slugs["C++"], slugs["C#"], slugs["c-2"]} >= {"c-2"}
    assert slugs["日本"] == "日本"
    (elsewhere,) = Tag.objects.named(Library.objects.private_to(bob).pk, ["C++"])
    assert elsewhere.slug == "c"


def test_the_database_keeps_slugs_apart(home):
    Tag.objects.create(library=home, name="C", slug="c")
    with pytest.raises(IntegrityError), transaction.atomic():
        Tag.objects.create(library=home, name="C++", slug="c")


def test_it_costs_the_same_for_any_number(home, django_assert_num_queries):
    many = [f"tag {number}" for number in range(20)]
    # The lock, those there are, their slugs, the new ones, all.
    with django_assert_num_queries(5):
        Tag.objects.named(home.pk, many)
    with django_assert_num_queries(2):
        Tag.objects.named(home.pk, many)


def test_names_are_looked_up_through_the_index(home):
    Tag.objects.bulk_create(
        Tag(library=home, name=f"Tag {number}", slug=f"t{number}")
        for number in range(2000)
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE library_tag")
    plan = home.tags.spelled(["tax", "law"]).explain()
    assert "library_tag_once_per_library" in plan
    assert "lower" in plan.partition("Index Cond")[2].partition("\n")[0]


def test_a_suggestion_leaves_a_persons_tag_alone_and_not_the_reverse(alice):
    document = make_document(user=alice)
    tags = Tag.objects.named(document.library_id, ["tax"])
    DocumentTag.objects.put_on(document, tags)
    DocumentTag.objects.put_on(document, tags, suggested=True)
    assert not document.document_tags.get().suggested

    document = make_document(user=alice)
    DocumentTag.objects.put_on(document, tags, suggested=True)
    DocumentTag.objects.put_on(document, tags)
    assert not document.document_tags.get().suggested


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["a", "b"], ["b", "a"]),
        (["Foo"], ["foo"]),
        (["C"], ["C++"]),
        # Names and slugs in opposite orders.
        (["+b", "a"], ["a+", "b"]),
    ],
)
def test_two_workers_may_name_tags_at_once(alice, first, second):
    home = Library.objects.private_to(alice)
    barrier = Barrier(2)

    def work(name_list):
        try:
            barrier.wait()
            with transaction.atomic():
                return names(Tag.objects.named(home.pk, name_list))
        finally:
            connection.close()

    with ThreadPoolExecutor() as pool:
        for _ in range(10):
            found = list(pool.map(work, (first, second)))
            assert [len(tags) for tags in found] == [len(first), len(second)]
            slugs = list(home.tags.values_list("slug", flat=True))
            assert len(slugs) == len(set(slugs))
            home.tags.all().delete()
