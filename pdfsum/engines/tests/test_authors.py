import pytest

from pdfsum.engines.authors import find_authors, names_of
from pdfsum.engines.fact import Fact
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts

TITLE = Fact("Dams in Cold Winters", "page", 1)
LONG = "This paper describes what the ice does to a dam. " * 20


def authors_of(*blocks, stated=""):
    page = PageText(1, "\n\n".join(blocks), 595, 842, "text", b"")
    found = find_authors(PdfFacts(1, author=stated), [page], TITLE)
    return found and (found.value, found.source, found.page)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Jane Roe, Eve M. Lee and Bob Smith", "Jane Roe, Eve M. Lee, Bob Smith"),
        ("Jane Roe & Bob Smith", "Jane Roe, Bob Smith"),
        ("Xin Lu∗1,2 Bob Nakov∗3 Min-Yen Kan2", "Xin Lu, Bob Nakov, Min-Yen Kan"),
        ("Xin Lu∗1,2 Bob Nakov∗ 3 Min-Yen Kan 2", "Xin Lu, Bob Nakov, Min-Yen Kan"),
        ("von Prof. Dr. Jürgen Müller und Ludwig van der Berg",
         "Jürgen Müller, Ludwig van der Berg"),
        ("By J. R. R. Tolkien", "J. R. R. Tolkien"),
        ("François D'Arcy et Éric Dupont", "François D'Arcy, Éric Dupont"),
    ],
)  # fmt: skip
def test_it_reads_lines_of_names(line, names):
    assert ", ".join(names_of(line)) == names


@pytest.mark.parametrize(
    "line",
    ["jsmith", "Administrator", "office-2007", "WIN7", "TeX", "EDGAR Online",
     "Adobe Inc.", "Microsoft Office User", "FAA", "Brown University",
     "ISEP Student Guide 2020",
     "UNITED KINGDOM", "Jane Roe, 12 Main Street", "Kaleidoscope - kscope.io",
     "G635890", "Northern Plan 2016", "Jane Roe Bob Smith Eve Jones Ann Lee", ""],
)  # fmt: skip
def test_programs_users_and_bodies_are_nobody(line):
    assert names_of(line) == []


def test_names_stand_under_the_title_of_a_paper():
    found = authors_of(TITLE.value, "Jane Roe1 , Bob Smith2", "Brown University", LONG)
    assert found == ("Jane Roe, Bob Smith", "page", 1)


def test_names_may_be_broken_at_their_footnote_marks():
    found = authors_of(TITLE.value, "Jane Roe1", ", Bob Smith2", "Abstract", LONG)
    assert found == ("Jane Roe, Bob Smith", "page", 1)


def test_a_name_on_a_cover_that_is_followed_by_an_office_is_no_author():
    """The governor did not write the plan."""
    assert authors_of(TITLE.value, "Rick Roe", "GOVERNOR") is None
    assert authors_of(TITLE.value, "Rick Roe") == ("Rick Roe", "page", 1)


@pytest.mark.parametrize("stated", ["Jane Roe; ", "Roe, Jane"])
def test_the_file_states_authors_that_the_page_prints(stated):
    found = authors_of("Jane Roe of Leeds", LONG, stated=stated)
    assert found == ("Jane Roe", "metadata", None)


def test_whoever_made_the_file_is_no_author():
    """Johnson & Johnson is not Maria Johnson."""
    assert authors_of("Johnson & Johnson reports", stated="Maria Johnson") is None


def test_without_text_the_file_is_believed():
    assert authors_of("", stated="Jane Roe") == ("Jane Roe", "metadata", None)


def test_the_page_completes_what_the_file_states():
    found = authors_of(
        TITLE.value, "Jane Roe and Bob Smith", "MIT Labs", LONG, stated="Jane Roe"
    )
    assert found == ("Jane Roe, Bob Smith", "page", 1)
