import pytest

from pdfsum.engines.fact import Fact
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts
from pdfsum.engines.titles import find_title

LONG = "The survey of the valley went on for years. " * 20


def page(*blocks, headings=(), main=None):
    """A first page of blocks; `headings` and `main` name those that stand out."""
    text = "\n\n".join(blocks)
    spans = {
        block: (text.index(block), text.index(block) + len(block)) for block in blocks
    }
    return PageText(
        1, text, 595, 842, "text", b"",
        headings=tuple(spans[block] for block in headings),
        main_heading=spans[main] if main else None,
    )  # fmt: skip


RIVERS = page(
    "Some line", "The Rivers of the North", "Text.",
    headings=["Some line", "The Rivers of the North"], main="The Rivers of the North",
)  # fmt: skip


def title_of(first_page=RIVERS, *, stated="", filename="x.pdf"):
    pages = [first_page] if first_page else []
    return find_title(PdfFacts(1, title=stated), pages, filename)


def test_the_title_that_the_file_states_comes_first():
    found = title_of(stated="Rivers of the North: Some Text")
    assert found == Fact("Rivers of the North: Some Text", "metadata")


def test_a_stated_title_that_the_page_knows_nothing_of_is_left():
    """Templates keep the title of the document they were made from."""
    found = title_of(stated="Minutes of the Southern Harbour Board")
    assert found == Fact("The Rivers of the North", "page", 1)


def test_a_stated_title_is_believed_where_there_is_no_text():
    found = title_of(page(""), stated="On Rivers")
    assert found == Fact("On Rivers", "metadata")


def test_a_half_printed_title_is_better_than_a_file_name():
    found = title_of(page("Survey " + LONG), stated="AMT Survey")
    assert found == Fact("AMT Survey", "metadata")


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - report.doc", "untitled", "Untitled-1", "final_v2.docx",
     "C:\\docs\\x", "12345", "PowerPoint Presentation", "Slide 1",
     "UNITED STATES SECURITIES AND EXCHANGE COMMISSION"],
)  # fmt: skip
def test_what_a_program_wrote_is_no_title(title):
    first = page(
        title or "x", "The Rivers of the North", main="The Rivers of the North"
    )
    assert title_of(first, stated=title).value == "The Rivers of the North"


@pytest.mark.parametrize(
    "label",
    ["Front cover", "Federal Aviation Administration", "DEPARTMENT OF TRANSPORTATION",
     "For the quarterly period ended July 29, 2023", "14 CFR Part 39",
     "Table of Contents", "United States Court of Appeals", "ACME GmbH",
     "The Boeing Company", "[PUBLISH]", "Universität Leipzig",
     "For Immediate Release", "PROVINCE OF QUÉBEC", "Sommaire"],
)  # fmt: skip
def test_it_passes_over_labels_and_issuing_bodies(label):
    plan = "Plan of the Valley"
    first = page(label, plan, LONG, headings=[label, plan], main=label)
    assert title_of(first).value == plan


@pytest.mark.parametrize(
    "title",
    ["Department of Health Strategic Plan 2016-2018", "A History of the Bank",
     "Physics", "COMMODITY DISTRIBUTION TO CHILD PROGRAMS", "In the Woods at Night"],
)  # fmt: skip
def test_it_takes_titles_as_they_are_printed(title):
    assert title_of(page(title, LONG, headings=[title], main=title)).value == title


def test_a_title_page_is_called_by_its_first_line():
    found = title_of(page("3", "NO-FROST REFRIGERATOR", "Use and care"))
    assert found == Fact("NO-FROST REFRIGERATOR", "page", 1)


def test_a_page_of_text_is_not_called_by_its_first_line():
    assert title_of(page("As was said before", LONG)) == Fact("x", "filename")


def test_a_report_on_a_form_is_called_by_company_form_and_period():
    """Else ten years of one company bear the same title."""
    first = page(
        "SECURITIES AND EXCHANGE COMMISSION", "FORM 10-K",
        "For the fiscal year ended December 2, 2022 or", "RIVER WORKS, INC.",
        "(Exact name of registrant as specified in its charter)", LONG,
        headings=["RIVER WORKS, INC."], main="RIVER WORKS, INC.",
    )  # fmt: skip
    found = title_of(first, stated="RW 10-K FY22")
    title = "RIVER WORKS, INC., Form 10-K, fiscal year ended December 2, 2022"
    assert found == Fact(title, "page", 1)


def test_without_a_heading_it_is_the_name_of_the_file():
    plain = page("text.")
    assert title_of(plain, filename="My_river report.PDF").value == "My river report"
    assert title_of(None, filename="a/b\\valley-survey.pdf").value == "valley survey"
    assert title_of(None, filename=".pdf") == Fact("Untitled", "filename")
