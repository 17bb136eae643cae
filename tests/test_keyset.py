import pytest

from library.models import Document
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


@pytest.mark.parametrize("value", ["", "x", "2026-13-01T00:00Z", "2026-02-30"])
def test_it_refuses_a_value_that_the_column_cannot_have(alice, value):
    token = Cursor("trashed", value, make_document(user=alice).pk).encode()
    with pytest.raises(InvalidCursorError):
        Document.objects.fetch_page(cursor=token, limit=1, ordering="trashed")
