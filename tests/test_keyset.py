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
