"""Which documents a list shows, in which order, page by page."""

from datetime import UTC, date, datetime

import pytest

from library.listing import NO_FOLDER, DocumentFilter
from library.models import Document, Folder, Library, Membership
from library.tests.factories import make_document, put_tags
from pdfsum.lib.ids import first_uuid7_of

ORDERINGS = [
    "-created_at",
    "created_at",
    "title",
    "-title",
    "document_date",
    "-document_date",
]
TITLES = ["beta", "Alpha", "ähre", "alpha", "中文", "Zeta", ""]
DATES = ["2024-05-31", None, "2023-01-01", None, "2024-05-31", "1999-12-31", None]


def titles(user, **named):
    documents = DocumentFilter(**named).of(user).newest_first()
    return [document.title for document in documents]


def share(user, name="Shared", role="reader"):
    library = Library.objects.create(name=name)
    Membership.objects.create(library=library, user=user, role=role)
    return library


@pytest.fixture
def libraries(alice):
    """Three of alice's libraries; their documents are uploaded in turn."""
    found = [Library.objects.private_to(alice), share(alice, "B"), share(alice, "C")]
    for number, (title, day) in enumerate(zip(TITLES, DATES, strict=True)):
        library = found[number % 3]
        make_document(user=alice, library=library, title=title, document_date=day)
    return found


def fetch_all(user, *, limit, ordering, **named):
    chosen = DocumentFilter(**named)
    cursor, found = None, []
    while True:
        page = chosen.of(user).fetch_page(
            cursor=cursor, limit=limit, ordering=ordering, within=chosen.within(user)
        )
        assert len(page.results) == limit or page.next_cursor is None
        found += page.results
        cursor = page.next_cursor
        if cursor is None:
            return found


def test_it_names_nothing_for_all_that_one_may_see(alice, bob):
    make_document(user=alice, title="hers")
    make_document(user=bob, title="his")
    make_document(user=alice, title="gone", trashed_at="2026-01-01T00:00Z")
    kept = make_document(user=alice, title="kept")
    make_document(user=alice, title="new version", replaces=kept)
    assert titles(alice) == ["kept", "hers"]


def test_a_library_that_one_may_not_see_is_an_empty_list(alice, bob):
    document = make_document(user=bob)
    assert titles(alice, library=document.library_id) == []


def test_a_folder_holds_what_lies_in_it_itself(alice):
    library = Library.objects.private_to(alice)
    outer = Folder.objects.create(library=library, name="Outer")
    inner = Folder.objects.create(library=library, name="Inner", parent=outer)
    for title, folder in (("out", outer), ("in", inner), ("nowhere", None)):
        make_document(user=alice, title=title, folder=folder)
    assert titles(alice, folder=outer.pk) == ["out"]
    assert titles(alice, folder=NO_FOLDER) == ["nowhere"]
    assert len(titles(alice)) == 3


def test_a_tag_is_named_by_its_slug_in_all_libraries(alice, bob):
    first = make_document(user=alice, title="first")
    second = make_document(user=alice, title="second", library=share(alice))
    hidden = make_document(user=bob, title="hidden")
    for document in (first, second, hidden):
        put_tags(document, "Water")
    assert titles(alice, tag="water") == ["second", "first"]
    assert titles(alice, tag="fire") == []


def test_parts_of_title_and_author_are_found_in_any_case(alice):
    make_document(user=alice, title="Die Dämme", authors="Lise Meitner, Otto Hahn")
    make_document(user=alice, title="100% of it")
    make_document(user=alice, title="1000 of it")
    assert titles(alice, q="DÄMM") == ["Die Dämme"]
    assert titles(alice, q="100%") == ["100% of it"]
    assert titles(alice, author="meitner") == ["Die Dämme"]


def test_status_and_language_must_hold_together(alice):
    failed = {"status": Document.Status.FAILED, "error_code": "no_pages"}
    make_document(user=alice, title="both", language="de", **failed)
    make_document(user=alice, title="one", language="de")
    assert titles(alice, language="de", status="failed") == ["both"]


def test_days_of_upload_are_included_at_both_ends(alice):
    for day in (1, 2, 3):
        moment = datetime(2026, 1, day, 23, 59, tzinfo=UTC).date()
        make_document(user=alice, title=str(day), pk=first_uuid7_of(moment))
    assert titles(alice, added_after=date(2026, 1, 2)) == ["3", "2"]
    assert titles(alice, added_before=date(2026, 1, 2)) == ["2", "1"]
    day = date(2026, 1, 2)
    assert titles(alice, added_after=day, added_before=day) == ["2"]


def test_dates_of_documents_are_included_and_unknown_ones_left_out(alice, libraries):
    assert set(titles(alice, dated_before=date(2023, 1, 1))) == {"ähre", "Zeta"}
    assert set(titles(alice, dated_after=date(2024, 5, 31))) == {"beta", "中文"}
    day = date(1999, 12, 31)
    assert titles(alice, dated_after=day, dated_before=day) == ["Zeta"]


@pytest.mark.parametrize("ordering", ORDERINGS)
@pytest.mark.parametrize("limit", [1, 2, 3, 6, 7, 50])
def test_pages_over_several_libraries_show_each_row_once_in_order(
    alice, bob, libraries, ordering, limit
):
    make_document(user=bob, title="hidden")
    expected = DocumentFilter().of(alice).in_order_of(ordering)
    found = fetch_all(alice, limit=limit, ordering=ordering)
    assert found == list(expected)
    assert len(found) == len(TITLES)


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_a_reversed_ordering_is_the_other_way_round(alice, libraries, ordering):
    other = ordering.removeprefix("-") if ordering[0] == "-" else f"-{ordering}"
    found = fetch_all(alice, limit=2, ordering=ordering)
    assert found == fetch_all(alice, limit=3, ordering=other)[::-1]


def test_titles_are_ordered_in_any_case_and_dates_with_unknown_ones_first(
    alice, libraries
):
    by_title = fetch_all(alice, limit=2, ordering="title")
    found = [document.title for document in by_title]
    assert [title for title in found if title.isascii()] == [
        "",
        "Alpha",
        "alpha",
        "beta",
        "Zeta",
    ]
    by_date = fetch_all(alice, limit=2, ordering="document_date")
    dates = [document.document_date for document in by_date]
    assert dates[:3] == [None] * 3
    assert dates[3:] == sorted(dates[3:])


@pytest.mark.parametrize("ordering", ORDERINGS)
def test_filters_hold_on_every_page(alice, libraries, ordering):
    found = fetch_all(alice, limit=1, ordering=ordering, q="alpha")
    assert {document.title for document in found} == {"Alpha", "alpha"}
    library = libraries[1].pk
    found = fetch_all(alice, limit=2, ordering=ordering, library=library)
    assert {document.title for document in found} == {"Alpha", "中文"}


def test_a_membership_that_ends_between_pages_ends_its_rows(alice, libraries):
    chosen = DocumentFilter()
    first = chosen.of(alice).fetch_page(
        cursor=None, limit=2, within=chosen.within(alice)
    )
    Membership.objects.filter(library=libraries[2]).delete()
    rest = chosen.of(alice).fetch_page(
        cursor=first.next_cursor, limit=50, within=chosen.within(alice)
    )
    assert libraries[2].pk not in {document.library_id for document in rest.results}
    assert len(rest.results) == 4
