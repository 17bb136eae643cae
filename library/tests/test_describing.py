from datetime import date

import pytest

from library.models import Document, TextVersion
from library.processing.describing import describe
from library.tests.factories import make_document
from pdfsum.engines.pdf import PageText
from pdfsum.engines.pdf_facts import OutlineEntry, PdfFacts

TITLE = "Dams in Cold Winters"
GERMAN = "Der Bericht beschreibt den Zustand der Flüsse und was da geschah."
OUTLINE = (OutlineEntry(1, "Ice", 1), OutlineEntry(1, "Far away", 40))
EVERYTHING = f"{TITLE}\n\nJane Roe\n\nBrown University\n\nMay 2016\n\ndoi:10.1000/182"


@pytest.fixture
def document(alice):
    """Just uploaded: called like its file, and nothing else is known."""
    return make_document(
        user=alice,
        title="report",
        language="",
        page_count=None,
        processed_at=None,
        status=Document.Status.PROCESSING,
    )


@pytest.fixture
def reading(document):
    return TextVersion.objects.create(document=document, reader="test")


def read(document, reading, text=EVERYTHING, *, sample=""):
    page = PageText(1, text, 595, 842, "text", b"", main_heading=(0, len(TITLE)))
    facts = PdfFacts(3, outline=OUTLINE)
    describe(document, reading, facts, [page], sample=sample)
    saved = Document.objects.get(pk=document.pk)
    for name in ("title", "authors", "document_date", "doi", "language"):
        assert getattr(document, name) == getattr(saved, name)
    return saved


def test_it_saves_what_the_document_says_and_where(document, reading):
    saved = read(document, reading)
    assert (saved.title, saved.authors, saved.doi) == (TITLE, "Jane Roe", "10.1000/182")
    assert saved.document_date == date(2016, 5, 1)
    assert saved.page_count == 3
    assert saved.fact_sources == {
        "title": {"source": "page", "page": 1},
        "authors": {"source": "page", "page": 1},
        "document_date": {"source": "page", "page": 1, "precision": "month"},
        "doi": {"source": "page", "page": 1},
    }


def test_it_keeps_the_outline_of_pages_that_there_are(document, reading):
    read(document, reading)
    reading.refresh_from_db()
    assert reading.outline == [{"level": 1, "title": "Ice", "page": 1}]


def test_the_language_follows_when_there_is_text_to_know_it_by(document, reading):
    assert read(document, reading).language == ""
    assert read(document, reading, sample=GERMAN).language == "de"
    assert read(document, reading).language == "de"


def test_twice_is_the_same_as_once(document, reading):
    once = read(document, reading)
    twice = read(document, reading)
    assert (once.title, once.fact_sources) == (twice.title, twice.fact_sources)


def test_a_title_given_at_upload_is_a_persons(document, reading):
    Document.objects.filter(pk=document.pk).update(title="Mine")
    saved = read(document, reading)
    assert saved.title == "Mine"
    assert saved.fact_sources["title"] == {"source": "person"}
    assert saved.authors == "Jane Roe"


def test_what_a_person_set_while_it_was_read_stays(document, reading):
    """`document` was loaded before."""
    Document.objects.filter(pk=document.pk).update(
        authors="", fact_sources={"authors": {"source": "person"}}
    )
    saved = read(document, reading)
    assert saved.authors == ""
    assert saved.fact_sources["authors"] == {"source": "person"}


def test_what_a_new_reading_does_not_find_any_more_goes(document, reading):
    read(document, reading)
    saved = read(document, reading, f"{TITLE}\n\nSnow.")
    assert (saved.authors, saved.document_date, saved.doi) == ("", None, "")
    assert saved.fact_sources == {"title": {"source": "page", "page": 1}}
