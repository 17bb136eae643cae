from datetime import date

from pdfsum.engines.fact import Fact
from pdfsum.engines.facts import find_facts
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import PdfFacts


def test_it_says_of_each_fact_where_it_stands():
    title = "Dams in Cold Winters"
    pages = [
        PageText(1, f"{title}\n\nJane Roe\n\nBrown University", 595, 842, "text", b"",
                 main_heading=(0, len(title))),
        PageText(2, "Published: May 2016\n\ndoi:10.1000/182", 595, 842, "text", b""),
    ]  # fmt: skip
    found = find_facts(PdfFacts(2), pages, "x.pdf")
    assert found.title == Fact(title, "page", 1)
    assert found.authors == Fact("Jane Roe", "page", 1)
    assert found.document_date == Fact(date(2016, 5, 1), "page", 2, "month")
    assert found.doi == Fact("10.1000/182", "page", 2)


def test_the_pages_behind_the_first_three_speak_of_others():
    pages = [PageText(n, "Text.", 595, 842, "text", b"") for n in (1, 2, 3)]
    last = PageText(4, "Date: May 3, 2016\n\ndoi:10.1000/182", 595, 842, "text", b"")
    found = find_facts(PdfFacts(4), [*pages, last], "x.pdf")
    assert (found.document_date, found.doi) == (None, None)


def test_without_pages_there_is_a_title_alone():
    found = find_facts(PdfFacts(1), [], "valley.pdf")
    assert found.title == Fact("valley", "filename")
    assert (found.authors, found.document_date, found.doi) == (None, None, None)
