import pytest

from pdfsum.engines.pdf import PageText, PdfFacts
from pdfsum.engines.titles import pick_title

PAGE = PageText(
    1, "Some line\n\nThe Rivers of the North\n\nText.", 595, 842, "text", b"",
    headings=((0, 9), (11, 34)), main_heading=(11, 34),
)  # fmt: skip


def test_the_title_of_the_file_comes_first():
    assert pick_title(PdfFacts(1, "On Rivers", ""), PAGE, "x.pdf") == "On Rivers"


@pytest.mark.parametrize(
    "title",
    ["", "Microsoft Word - report.doc", "untitled", "Untitled-1", "final_v2.docx",
     "C:\\docs\\x", "12345", "PowerPoint Presentation", "Slide 1"],
)  # fmt: skip
def test_what_a_program_wrote_is_no_title(title):
    found = pick_title(PdfFacts(1, title, ""), PAGE, "x.pdf")
    assert found == "The Rivers of the North"


def test_without_a_heading_it_is_the_name_of_the_file():
    page = PageText(1, "Text.", 595, 842, "text", b"")
    facts = PdfFacts(1, "", "")
    assert pick_title(facts, page, "My_river report.PDF") == "My river report"
    assert pick_title(facts, None, "a/b\\valley-survey.pdf") == "valley survey"
    assert pick_title(facts, None, ".pdf") == "Untitled"
