"""What pdfium says of files made to hurt it ends in a stated outcome."""

import pytest

from pdfsum.engines import pdf, reading_budget
from pdfsum.engines.errors import PageFailedError, TooManyPagesError
from pdfsum.engines.pdf import OutlineEntry
from tests import hostile_pdfs, pdfs


@pytest.mark.parametrize(
    "data",
    [hostile_pdfs.many_pages_claimed(), hostile_pdfs.one_page_many_times(20_001)],
)
def test_more_pages_than_the_setting_allows_are_refused(open_pdf, data):
    with pytest.raises(TooManyPagesError, match="most that can be read is 20,000"):
        open_pdf(data)


def test_as_many_pages_as_the_setting_allows_are_read(open_pdf):
    reader = open_pdf(hostile_pdfs.one_page_many_times(20_000))
    assert reader.facts.page_count == 20_000
    assert reader.read_page(20_000).text == "The same page."


def test_pages_that_were_only_claimed_fail_one_by_one(open_pdf):
    reader = open_pdf(hostile_pdfs.many_pages_claimed(40))
    assert reader.read_page(1).text == "Only me."
    with pytest.raises(PageFailedError, match=r"it is damaged\.$") as caught:
        reader.read_page(40)
    assert caught.value.reason == "damaged"


def test_a_circle_in_the_page_tree_has_an_end(open_pdf):
    """pdfium gives the last good page for those it does not find."""
    reader = open_pdf(hostile_pdfs.cyclic_page_tree())
    outcomes = [_outcome(reader, number) for number in (1, 2, 3)]
    assert outcomes == ["Before the circle."] * 3


def test_a_content_bomb_costs_its_page(open_pdf, settings):
    settings.PDFSUM_READER_MEMORY_MB = 256
    reader = open_pdf(hostile_pdfs.deflate_bomb())
    with pytest.raises(PageFailedError, match="more memory than 256 MB") as caught:
        reader.read_page(1)
    assert caught.value.reason == "memory"
    with pytest.raises(PageFailedError, match="more memory"):
        reader.render(1, dpi=72)
    assert reader.read_page(2).text == "A good page."
    assert reader.peak_memory > 0


def test_a_document_that_used_up_its_processor_time_is_given_up(
    open_pdf, settings, monkeypatch
):
    monkeypatch.setattr(reading_budget, "WAIT_FACTOR", 1000)
    settings.PDFSUM_DOCUMENT_CPU_SECONDS = 1
    reader = open_pdf(hostile_pdfs.deflate_bomb(60, good_pages=3))
    for number in (1, 2, 3):
        with pytest.raises(PageFailedError, match="used up the time") as caught:
            reader.read_page(number)
        assert caught.value.reason == "given_up"
        assert reader._process is None


def test_pages_that_only_cost_time_end_with_the_rest_given_up(
    open_pdf, settings, monkeypatch
):
    monkeypatch.setattr(reading_budget, "LOST_PAGES", 1)
    settings.PDFSUM_READER_MEMORY_MB = 1024
    reader = open_pdf(hostile_pdfs.deflate_bomb(60, good_pages=3))
    settings.PDFSUM_PAGE_SECONDS = 1
    reasons = [_outcome(reader, number) for number in (1, 2, 3)]
    assert reasons == ["time", "given_up", "given_up"]


def test_a_reader_that_waited_too_long_in_all_gives_up(open_pdf, monkeypatch):
    reader = open_pdf(pdfs.text_pdf(["One.", "Two."]))
    assert reader.read_page(1).text == "One."
    monkeypatch.setattr(reading_budget, "WAIT_FACTOR", 0)
    assert _outcome(reader, 2) == "given_up"


@pytest.mark.parametrize("size", [(200_000, 100), (50_000_000, 50_000_000), (0, 0)])
def test_a_page_of_any_size_is_read_and_rendered_small(open_pdf, size):
    reader = open_pdf(hostile_pdfs.page_of_size(*size))
    assert reader.read_page(1).text == "Wide."
    picture = reader.render(1, dpi=300)
    assert picture.width * picture.height <= 25_000_000
    assert len(picture.pixels) == picture.width * picture.height


def test_an_endless_page_has_the_size_pdfium_gives_it(open_pdf):
    page = open_pdf(hostile_pdfs.page_of_size("9" * 50, 100)).read_page(1)
    assert (page.width, page.height) == (612, 792)


def test_what_a_database_cannot_store_is_left_out(open_pdf):
    reader = open_pdf(hostile_pdfs.unstorable_text())
    texts = [reader.read_page(1).text, reader.facts.title, reader.facts.author]
    texts += [entry.title for entry in reader.facts.outline]
    assert texts[0] == "before mid and \U0001f600 after"
    assert len(texts) == 4
    for text in texts:
        assert text
        assert "\0" not in text
        text.encode()  # Raises for half a letter.


def test_circles_in_the_outline_are_walked_once(open_pdf):
    facts = open_pdf(hostile_pdfs.cyclic_outline()).facts
    assert facts.outline == (
        OutlineEntry(1, "First", 1),
        OutlineEntry(1, "Second", None),
    )


def test_an_outline_ends_after_two_thousand_entries(open_pdf):
    assert len(open_pdf(hostile_pdfs.endless_outline()).facts.outline) == 2000


def test_facts_that_hang_the_reader_leave_its_pages(open_pdf, monkeypatch):
    monkeypatch.setattr(pdf, "OPEN_SECONDS", 0)
    reader = open_pdf(pdfs.text_pdf(["One."], title="Lost"))
    assert (reader.facts.page_count, reader.facts.title) == (1, "")
    assert reader.read_page(1).text == "One."


def _outcome(reader, number):
    try:
        return reader.read_page(number).text
    except PageFailedError as error:
        return error.reason
