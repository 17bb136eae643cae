import pytest

from pdfsum.engines.outlines import contents, outline_headings
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import OutlineEntry

TEXT = (
    "Preface\n\n1.2 Ice on the\nRivers\n\nText of it, and Preface again.\n\n"
    "Self-locking nuts"
)


def headings_of(*titles, headings=()):
    page = PageText(1, TEXT, 595, 842, "text", b"", headings=headings)
    found = outline_headings(page, titles)
    return [TEXT[start:end] for start, end in found.headings]


def listed(*entries, page_count=9):
    made = contents([OutlineEntry(*entry) for entry in entries], page_count=page_count)
    return [(entry.level, entry.title, entry.page) for entry in made]


@pytest.mark.parametrize(
    ("title", "line"),
    [
        ("Preface", "Preface"),
        ("ICE ON THE RIVERS", "1.2 Ice on the\nRivers"),
        ("1.2. Ice  on the Rivers", "1.2 Ice on the\nRivers"),
        ("Chapter 3: Selflocking Nuts", "Self-locking nuts"),
    ],
)
def test_a_line_that_the_outline_names_is_a_heading(title, line):
    assert headings_of(title) == [line]


@pytest.mark.parametrize(
    "title", ["Text of it", "again", "Rivers", "Snow", "", "1", "—"]
)
def test_words_amid_a_line_and_other_titles_are_none(title):
    assert [line for line in headings_of(title) if line != "Rivers"] == []


def test_it_keeps_the_headings_of_the_page_and_takes_the_longer_one():
    ice = TEXT.index("1.2")
    found = headings_of("Ice on the Rivers", headings=((0, 7), (ice, ice + 14)))
    assert found == ["Preface", "1.2 Ice on the\nRivers"]


def test_levels_begin_at_one_and_leave_no_gaps():
    found = listed((3, "A", 1), (5, "B", 2), (0, "C", 3), (2, "D", 3))
    assert found == [(1, "A", 1), (2, "B", 2), (1, "C", 3), (2, "D", 3)]


def test_entries_that_lead_nowhere_or_say_nothing_are_left_out():
    found = listed(
        (1, " A \n b ", 1), (1, "C", None), (1, "D", 10), (1, " ", 2), (1, "E", 0)
    )
    assert found == [(1, "A b", 1)]


def test_an_outline_that_counts_pages_is_none():
    assert listed((1, "Page 1", 1), (1, "Seite 2", 2), (1, "3", 3)) == []


def test_an_endless_outline_ends():
    assert len(listed(*[(1, "A", 1)] * 30_000)) == 1000
