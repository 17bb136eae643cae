from datetime import date

import pytest

from pdfsum.engines.date_formats import printed_dates
from pdfsum.engines.dates import find_date
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

LONG = "The river rose for the third time in a row and nobody knew why that was. " * 4


def date_of(*pages, created=date(2024, 5, 1)):
    """Pages as texts; the date as text, a month without its day."""
    read = [PageText(n, text, 595, 842, "text", b"") for n, text in enumerate(pages, 1)]
    found = find_date(PdfFacts(1, created=created), read)
    if found is None:
        return None
    text = found.value.isoformat()
    return (text if found.precision == "day" else text[:7]), found.page


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 9, 2021", "2021-03-09"), ("Sept. 9 2021", "2021-09-09"),
        ("9th March 2021", "2021-03-09"), ("9 Mar 2021", "2021-03-09"),
        ("9-Mar-2021", "2021-03-09"), ("MAY 3, 2018", "2018-05-03"),
        ("9. März 2021", "2021-03-09"), ("09.03.2021", "2021-03-09"),
        ("1er février 2021", "2021-02-01"), ("9 août 2021", "2021-08-09"),
        ("9 de marzo de 2021", "2021-03-09"), ("2021-03-09", "2021-03-09"),
        ("25/12/2021", "2021-12-25"), ("12/25/2021", "2021-12-25"),
        ("December 6-10, 2023", "2023-12-06"), ("6–7 August 2009", "2009-08-06"),
        ("Janvier 2021", "2021-01-01"), ("diciembre de 2020", "2020-12-01"),
    ],
)  # fmt: skip
def test_it_reads_dates_of_four_languages(text, day):
    assert [str(found.value) for found in printed_dates(f"x {text}.")] == [day]


@pytest.mark.parametrize(
    "text",
    ["3/9/2021", "15(d)", "39-19512", "February 30, 2021", "May 2", "2021", "1.2.3",
     "10.1162/2021.03.09", "vol. 3, 2021", "the march 1 of 3000"],
)  # fmt: skip
def test_it_leaves_what_can_be_read_in_two_ways_or_none(text):
    assert list(printed_dates(text)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("arXiv:2303.08559v2 [cs.CL] 21 Oct 2023", "2023-10-21"),
        ("Date: March 9, 2021", "2021-03-09"),
        ("Case 21-13 | Date Filed: 01/25/2022 | Page 1", "2022-01-25"),
        ("FOR RELEASE MAY 3, 2018", "2018-05-03"),
        ("Version 1.3 Revised May 2016", "2016-05"),
        ("Stand: 3. März 2021", "2021-03-03"),
        ("Fait à Paris, le 3 mars 2021", "2021-03-03"),
        ("Berlin, den 3. März 2021", "2021-03-03"),
        ("Thursday, August 6, 2020", "2020-08-06"),
        ("December 1998", "1998-12"),
        ("NEW BRUNSWICK, N.J. (January 24, 2023) – It said " + LONG, "2023-01-24"),
        ("Las Vegas, Nevada, February 8, 2023 – It said " + LONG, "2023-02-08"),
        ("For the fiscal year ended December 2, 2022 or", "2022-12-02"),
        ("Proceedings of the Conference, Singapore, 6-7 August 2009.", "2009-08-06"),
    ],
)  # fmt: skip
def test_it_knows_by_what_stands_around_a_date_that_it_is_the_documents(text, found):
    assert date_of(f"Rivers\n\n{text}\n\n{LONG}") == (found, 1)


@pytest.mark.parametrize(
    "text",
    ["President Clinton signed it on October 28, 1998.",
     f"{LONG} The report was published April 10, 2020, and read.",
     "As of February 2, 2023, there were 700 shares.",
     "VerDate Sep 11 2014 16:21 Aug 05, 2020 Jkt 250001"],
)  # fmt: skip
def test_dates_that_a_text_tells_of_are_not_its_own(text):
    assert date_of(text) is None


def test_a_date_that_stands_alone_comes_before_the_period_reported_on():
    text = "March 9, 2023\n\nResults for the year ended January 28, 2023"
    assert date_of(text) == ("2023-03-09", 1)


def test_a_date_alone_counts_on_the_first_page_only():
    """Tables have whole columns of them."""
    assert date_of("Rivers", "March 9, 2023") is None
    assert date_of("Rivers", "Published: March 9, 2023") == ("2023-03-09", 2)


def test_a_date_long_after_the_file_was_made_is_none():
    assert date_of("March 9, 2025") == ("2025-03-09", 1)
    assert date_of("March 9, 2027") is None


def test_the_day_the_file_was_made_is_not_the_documents():
    assert date_of("A book of 1885") is None
