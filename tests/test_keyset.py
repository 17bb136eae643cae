import pytest

from library.models import Document, Library, Membership
from library.tests.factories import make_document
from pdfsum.lib.errors import InvalidCursorError
from pdfsum.lib.keyset import Cursor

pytestmark = pytest.mark.django_db


def pages(limit):
    cursor, seen = None, []
    while True:
        page = Document.objects.fetch_page(cursor=cursor, limit=limit)
        seen.append([document.title for document in page.results])
        cursor = page.next_cursor
        if cursor is None:
            return seen


def test_it_shows_every_row_once_newest_first(alice):
    for number in range(5):
        make_document(user=alice, title=str(number))
    assert pages(2) == [["4", "3"], ["2", "1"], ["0"]]
    assert pages(5) == [["4", "3", "2", "1", "0"]]


def test_no_rows_make_one_empty_page():
    assert pages(3) == [[]]


def test_rows_that_arrive_between_pages_shift_nothing(alice):
    for number in range(4):
        make_document(user=alice, title=str(number))
    first = Document.objects.fetch_page(cursor=None, limit=2)
    make_document(user=alice, title="new")
    second = Document.objects.fetch_page(cursor=first.next_cursor, limit=2)
    assert [document.title for document in second.results] == ["1", "0"]


@pytest.mark.parametrize("token", ["", "x", "é", "bm90IGpzb24=", "WzEsMl0="])
def test_it_refuses_damaged_cursors(token):
    with pytest.raises(InvalidCursorError):
        Cursor.decode(token, ordering="newest")


def test_it_refuses_the_cursor_of_another_list(alice):
    token = Cursor("title", "a", make_document(user=alice).pk).encode()
    with pytest.raises(InvalidCursorError):
        Cursor.decode(token, ordering="newest")


def test_rows_of_one_time_are_told_apart_by_their_id(alice):
    for number in range(3):
        make_document(user=alice, title=str(number), trashed_at="2026-01-01T00:00Z")
    seen, cursor = [], None
    for _ in range(3):
        page = Document.objects.fetch_page(cursor=cursor, limit=1, ordering="trashed")
        seen += [document.title for document in page.results]
        cursor = page.next_cursor
    assert (seen, cursor) == (["2", "1", "0"], None)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "2026-13-01T00:00Z",
        "2026-02-30",
        "0001-01-01T00:00+23:59",
        "9999-12-31T23:59-23:59",
    ],
)
def test_it_refuses_a_value_that_the_column_cannot_have(alice, value):
    token = Cursor("trashed", value, make_document(user=alice).pk).encode()
    with pytest.raises(InvalidCursorError):
        Document.objects.fetch_page(cursor=token, limit=1, ordering="trashed")


def test_it_refuses_an_id_that_is_none(alice):
    for ordering, value in [("newest", ""), ("title", "a")]:
        token = Cursor(ordering, value, "x").encode()
        with pytest.raises(InvalidCursorError):
            Document.objects.fetch_page(cursor=token, limit=1, ordering=ordering)


@pytest.mark.parametrize("value", ["a\0b", "\ud800"])
def test_it_refuses_text_that_the_database_cannot_hold(alice, value):
    token = Cursor("title", value, make_document(user=alice).pk).encode()
    with pytest.raises(InvalidCursorError):
        Document.objects.fetch_page(cursor=token, limit=1, ordering="title")


def walk(rows, **options):
    """Ids of all pages, of two rows each."""
    cursor, seen = None, []
    for _ in range(20):
        page = rows.fetch_page(cursor=cursor, limit=2, **options)
        seen += [row.pk for row in page.results]
        if (cursor := page.next_cursor) is None:
            return seen
    raise AssertionError("The pages have no end.")


@pytest.fixture
def three_libraries(alice):
    """Two of alice's own, of which bob is no member, and an empty one."""
    private = Library.objects.private_to(alice)
    shared, empty = (Library.objects.create(name=name) for name in ("Shared", "Empty"))
    for library in (shared, empty):
        Membership.objects.create(library=library, user=alice, role="reader")
    days = ["2024-05-01", None, "2020-01-01", "2024-05-01"]
    for number in range(12):
        make_document(
            user=alice,
            library=shared if number % 3 else private,
            title="abcABC"[number % 6] * 2,
            document_date=days[number % 4],
        )


@pytest.mark.parametrize("ordering", sorted(set(Document.objects.none().orderings)))
def test_pages_within_libraries_are_the_pages_of_all(alice, three_libraries, ordering):
    rows = Document.objects.visible_to(alice)
    if ordering == "trashed":
        rows.update(trashed_at="2026-01-01T00:00Z")
        rows = rows.trashed()
    within = Library.objects.visible_to(alice)
    assert walk(rows, ordering=ordering, within=within) == list(
        rows.in_order_of(ordering).values_list("pk", flat=True)
    )


def test_naming_a_library_lets_nobody_see_into_it(alice, bob, three_libraries):
    rows = Document.objects.visible_to(bob)
    assert walk(rows, within=Library.objects.all()) == []


def test_filters_and_prefetches_hold_within_libraries(
    alice, three_libraries, django_assert_num_queries
):
    rows = Document.objects.visible_to(alice).filter(title="aa").for_list()
    with django_assert_num_queries(2):
        page = rows.fetch_page(
            cursor=None, limit=5, within=Library.objects.visible_to(alice)
        )
    assert [row.title for row in page.results] == ["aa", "aa"]
    assert page.next_cursor is None


@pytest.mark.parametrize("ordering", ["newest", "title", "-document_date"])
@pytest.mark.parametrize("offset", [0, 5, 11, 12, 10**9])
def test_rows_by_position_are_those_of_the_whole_list(
    alice, three_libraries, ordering, offset
):
    rows = Document.objects.visible_to(alice)
    expected = list(rows.in_order_of(ordering)[offset : offset + 4])
    for within in (None, Library.objects.visible_to(alice)):
        found = rows.at(offset, limit=4, ordering=ordering, within=within)
        assert list(found) == expected


def test_nothing_to_find_within_libraries_is_an_empty_page(alice, three_libraries):
    rows = Document.objects.visible_to(alice).filter(pk__in=[])
    within = Library.objects.visible_to(alice)
    assert rows.fetch_page(cursor=None, limit=2, within=within).results == []
    nowhere = Library.objects.none()
    assert walk(Document.objects.visible_to(alice), within=nowhere) == []


def test_a_time_of_the_farthest_zone_is_a_time(alice):
    document = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    token = Cursor("trashed", "2026-06-01T00:00-23:59", document.pk).encode()
    page = Document.objects.fetch_page(cursor=token, limit=1, ordering="trashed")
    assert page.results == [document]
