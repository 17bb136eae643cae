import pytest

from library.errors import InvalidPagesError
from library.page_range import PageRange


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", (None, None)),
        ("  ", (None, None)),
        ("5", (5, 5)),
        ("3-10", (3, 10)),
        (" 3 – 10 ", (3, 10)),
        ("1-12", (1, 12)),
        ("007", (7, 7)),
    ],
)
def test_it_reads_what_people_write(text, expected):
    assert PageRange.parse(text, page_count=12) == expected


@pytest.mark.parametrize(
    "text", ["0", "13", "10-3", "3-13", "-3", "3-", "a", "1,2", "٣", "1" * 30, "1-2-3"]
)
def test_it_refuses_what_are_no_pages_of_the_document(text):
    with pytest.raises(InvalidPagesError) as caught:
        PageRange.parse(text, page_count=12)
    assert str(caught.value) == (
        "This document has the pages 1 to 12. "
        "Name one of them, or the first and the last, such as 3-10."
    )


def test_a_single_page_needs_no_naming():
    assert PageRange.parse("1", page_count=1) == (1, 1)
    with pytest.raises(InvalidPagesError, match="leave the pages out"):
        PageRange.parse("2", page_count=1)
