"""A page that fails at first and is read the second time, by the real pipeline."""

import pytest
from fpdf import FPDF

from library import actions
from library.errors import NoFailedPagesError
from library.models import Document, TextVersion
from library.processing.reading import READER
from library.tasks import process_next
from library.tests.factories import make_upload
from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.pdf import PdfReader
from tests import pdfs

pytestmark = pytest.mark.django_db

PAGES = [
    "The lighthouse at Cape Wrath was built in 1828 by Robert Stevenson.",
    "Automation ended the work of the keepers in every Scottish lighthouse.",
    "Ships still rely on the lamp when their satellite receivers fail.",
]
READ_PAGE = PdfReader.read_page


@pytest.fixture
def partly_read(alice, monkeypatch, sent_tasks):
    fail_on(monkeypatch, 2)
    return process(upload(alice, pdfs.text_pdf(PAGES)))


def fail_on(monkeypatch, page):
    def read(reader, number):
        if number == page:
            raise PageFailedError(number, "crash")
        return READ_PAGE(reader, number)

    monkeypatch.setattr(PdfReader, "read_page", read)


def upload(user, content):
    return actions.upload_document(user=user, upload=make_upload(content))


def process(document):
    process_next(document.runs.get(state="queued").queue)
    return Document.objects.get(pk=document.pk)


def texts(version):
    return dict(version.pages.values_list("number", "text"))


def test_the_rest_is_readable_and_the_failed_page_named(partly_read):
    assert partly_read.status == Document.Status.READY_WITH_WARNINGS
    (warning,) = partly_read.warnings
    assert (warning["code"], warning["pages"]) == ("pages_failed", [2])
    assert "page 2" in warning["detail"]
    assert {passage.first_page for passage in partly_read.passages.all()} <= {1, 3}


def test_only_what_failed_is_read_again(alice, partly_read, monkeypatch):
    asked = []

    def read(reader, number):
        asked.append(number)
        return READ_PAGE(reader, number)

    monkeypatch.setattr(PdfReader, "read_page", read)
    before = texts(partly_read.current_text)
    actions.retry_pages(user=alice, document=partly_read)
    whole = process(partly_read)
    assert asked == [2]
    assert whole.status == Document.Status.READY
    assert whole.warnings == []
    assert whole.current_text != partly_read.current_text
    after = texts(whole.current_text)
    assert {1: after[1], 3: after[3]} == {1: before[1], 3: before[3]}
    assert after[2] == PAGES[1]
    assert any(PAGES[1] in passage.text for passage in whole.passages.all())


def test_what_was_read_stays_searchable_meanwhile(alice, partly_read):
    actions.retry_pages(user=alice, document=partly_read)
    partly_read.refresh_from_db()
    shown = partly_read.passages.visible_to(alice)
    assert any(PAGES[0] in passage.text for passage in shown)


def test_a_page_that_fails_again_is_named_again(alice, partly_read):
    actions.retry_pages(user=alice, document=partly_read)
    again = process(partly_read)
    assert again.status == Document.Status.READY_WITH_WARNINGS
    assert again.warnings[0]["pages"] == [2]
    assert texts(again.current_text) == texts(partly_read.current_text)


@pytest.mark.parametrize("page", [1, 2])
def test_the_title_is_that_of_a_document_read_at_once(
    alice, monkeypatch, sent_tasks, page
):
    """The largest line comes second: the first heading would be another title."""
    fail_on(monkeypatch, page)
    document = process(upload(alice, titled_pdf()))
    monkeypatch.undo()
    actions.retry_pages(user=alice, document=document)
    assert process(document).title == "The Great Lighthouse Survey"


def titled_pdf():
    pdf = FPDF()
    pdf.add_page()
    for size, line in ((13, "Working Papers"), (26, "The Great Lighthouse Survey")):
        pdf.set_font("Times", "B", size)
        pdf.cell(0, 20, line, new_x="LMARGIN", new_y="NEXT")
    pdf.set_font("Times", size=10)
    for text in PAGES:
        pdf.multi_cell(0, 6, f"{text} " * 5, new_x="LMARGIN", new_y="NEXT")
        pdf.add_page()
    return bytes(pdf.output())


def test_a_document_that_stopped_halfway_has_nothing_to_be_tried_again(partly_read):
    user = partly_read.added_by
    TextVersion.objects.update(completed_at=None)
    with pytest.raises(NoFailedPagesError):
        actions.retry_pages(user=user, document=partly_read)
    partly_read.refresh_from_db()
    assert not partly_read.is_unfinished


def test_pages_that_failed_in_a_reading_that_was_begun_are_read_too(
    alice, partly_read, monkeypatch
):
    """A second reading stopped after it had made passages."""
    begun = partly_read.text_versions.create(reader=READER)
    for page in partly_read.current_text.pages.all():
        page.pk, page.text_version = None, begun
        page.save()
    for passage in partly_read.passages.all():
        passage.pk, passage.text_version = None, begun
        passage.save()
    monkeypatch.undo()
    actions.retry_pages(user=alice, document=partly_read)
    assert process(partly_read).status == Document.Status.READY
