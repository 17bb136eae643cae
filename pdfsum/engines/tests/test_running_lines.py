"""Headers, footers and page numbers, decided as the pages come."""

from types import SimpleNamespace

import pytest

from pdfsum.engines.page_numbers import page_number
from pdfsum.engines.running_lines import running_spans, without_running
from tests import pdfs

ROMAN = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"]
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def make_page(number, *lines, head=(), foot=()):
    body = lines or pdfs.make_paragraphs(60, seed=number)
    return SimpleNamespace(number=number, text="\n\n".join([*head, *body, *foot]))


def left_out(pages):
    found = running_spans(pages)
    return [
        [page.text[start:end] for start, end in found.get(page.number, [])]
        for page in pages
    ]


def test_headers_of_left_and_right_pages_are_left_out():
    pages = [
        make_page(n, head=[f"{n}  The Valley Report" if n % 2 else f"Dams  {n}"])
        for n in range(1, 13)
    ]
    assert all(len(lines) == 1 for lines in left_out(pages))


def test_a_header_that_changes_with_the_chapter_is_left_out():
    pages = [
        make_page(n, head=["Every Page" if n % 2 else f"On {ROMAN[n // 9]}dams"])
        for n in range(1, 81)
    ]
    assert sum(map(len, left_out(pages))) == 80


@pytest.mark.parametrize("count", [2, 3, 30])
@pytest.mark.parametrize(
    "numbers",
    [
        lambda n: str(n + 4),
        lambda n: f"- {n} -",
        lambda n: f"Page {n} of 99",
        lambda n: f"7-{n + 40}",
        lambda n: "x" * (n // 10) + ROMAN[n % 10],
        lambda n: f"Twenty-{WORDS[n - 1]}" if n < 10 else str(20 + n),
    ],
)
def test_page_numbers_are_left_out(count, numbers):
    pages = [make_page(n, foot=[numbers(n)]) for n in range(1, count + 1)]
    found = left_out(pages)
    assert [lines == [numbers(n)] for n, lines in enumerate(found, 1)] == [True] * count


def test_numbers_that_do_not_count_with_the_pages_stay():
    pages = [make_page(n, foot=[str(n * n + 7)]) for n in range(1, 9)]
    assert not running_spans(pages)


def test_rows_of_figures_stay():
    pages = [
        make_page(n, foot=[f"{n * n}.1\t{n * 31 % 17}.5\t7"]) for n in range(1, 13)
    ]
    assert not running_spans(pages)


def test_numbered_titles_stay():
    pages = [make_page(n, head=[f"Exhibit 31.{n * 3}"]) for n in range(1, 9)]
    assert not running_spans(pages)


def test_a_repeated_line_inside_the_page_stays():
    pages = [
        make_page(n, foot=["Country\tYear", f"Row that is different {n}", f"{n * n}"])
        for n in range(1, 13)
    ]
    assert not running_spans(pages)


@pytest.mark.parametrize("count", [0, 1, 2])
def test_short_documents_keep_their_lines(count):
    pages = [make_page(n, head=["Dear Sir or Madam"]) for n in range(1, count + 1)]
    assert not running_spans(pages)
    assert [page for page, _ in without_running(pages)] == pages


def test_pages_come_in_order_and_never_wait_for_more_than_ahead():
    given = []

    def pages():
        for number in range(1, 201):
            given.append(number)
            yield make_page(
                number, head=["The Valley Report of 1887"], foot=[str(number)]
            )

    for count, (page, spans) in enumerate(without_running(pages(), ahead=7), 1):
        assert page.number == count
        assert given[-1] <= count + 7
        assert len(spans) == 2


def test_what_is_read_ahead_is_as_good_as_all():
    pages = [
        make_page(n, head=[f"Part {n // 10} of the whole work"], foot=[str(n + 10)])
        for n in range(1, 121)
    ]
    streamed = {page.number: spans for page, spans in without_running(pages) if spans}
    assert streamed == running_spans(pages)


@pytest.mark.parametrize(
    ("line", "value"),
    [("12", 12), ("page 3 of 9", 3), ("– xiv –", 14), ("b-7", 7), ("nine", 9),
     ("第 5 页", 5), ("in 1887", None), ("dam", None), ("12 34", None), ("", None)],
)  # fmt: skip
def test_a_line_shows_a_page_number_or_something_else(line, value):
    found = page_number(line)
    assert (found.value if found else None) == value
