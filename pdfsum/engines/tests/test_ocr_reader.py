"""Scans come out as text in order, whichever way they lay on the glass."""

import os
import re
import signal
from difflib import SequenceMatcher

import pytest

from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.ocr import DPI, OcrReader, boxes
from pdfsum.engines.pdf import Picture
from tests import pdfs, scans

LETTER = scans.letter(60)
TEXT = " ".join(pdfs.make_paragraphs(60, seed=3))


@pytest.fixture(scope="module")
def ocr():
    with OcrReader() as reader:
        yield reader


@pytest.fixture
def read(ocr, open_pdf):
    def read_first_page(data):
        reader = open_pdf(data)
        page = reader.read_page(1)
        assert page.source == "empty"
        picture = reader.render(1, dpi=DPI)
        return ocr.read(picture, number=1, width=page.width, height=page.height)

    return read_first_page


def likeness(text, wanted=TEXT):
    """Of the words in order, 0 to 1."""
    return SequenceMatcher(None, wanted.split(), text.split(), autojunk=False).ratio()


SCANS = {
    "upright": scans.scanned(LETTER),
    "turned right": scans.rotated(LETTER, 1),
    "upside down": scans.rotated(LETTER, 2),
    "turned left": scans.rotated(LETTER, 3),
    "skewed by 4 degrees": scans.skewed(LETTER, 4),
    "skewed the other way": scans.skewed(LETTER, -3),
    "75 dpi": scans.coarse(LETTER),
    "noise": scans.noisy(LETTER),
}


@pytest.mark.parametrize("name", SCANS)
def test_it_reads_the_words_of_a_scan_in_order(read, name):
    page = read(SCANS[name])
    assert page.source == "ocr"
    assert likeness(page.text) > 0.95
    assert page.text.count("\n\n") <= TEXT.count("\n\n") + 2


@pytest.mark.parametrize("name", ["upright", "turned right", "upside down"])
def test_boxes_lie_over_the_word_as_displayed(read, name):
    page = read(SCANS[name])
    picture = Found(SCANS[name])
    for match in list(re.finditer(r"\w{6,}", page.text))[::9]:
        found = boxes(page.text_map, [match.span()])
        assert len(found) == 1
        assert picture.ink(found[0], page) > 0.03
    whole = boxes(page.text_map, [(0, len(page.text))])
    assert len(whole) == len({round(box.x0 + box.y0, 1) for box in whole}) < 15
    # Nothing printed is outside of them.
    assert picture.ink_left_by(whole, page) == 0


class Found:
    """The printed parts of a scan."""

    def __init__(self, data):
        self.page = scans.draw(data, dpi=72).point(lambda grey: 255 * (grey < 128))

    def ink(self, box, page):
        part = self.page.crop((box.x0, box.y0, box.x1, box.y1))
        return part.histogram()[255] / (part.width * part.height)

    def ink_left_by(self, found, page):
        left = self.page.copy()
        for box in found:
            area = (box.x0 - 3, box.y0 - 3, box.x1 + 3, box.y1 + 3)
            left.paste(0, tuple(map(round, area)))
        return left.histogram()[255]


def test_columns_are_read_one_after_the_other_and_the_heading_is_found(read):
    data = pdfs.multi_column_pdf(words=160)
    page = read(scans.scanned(data))
    start, end = page.main_heading
    assert page.text[start:end] == "Water in the Northern Valley"
    wanted = " ".join(pdfs.make_paragraphs(160, seed=3))
    assert likeness(page.text[end:], wanted) > 0.9


def test_a_picture_that_says_nothing_is_an_empty_page(read):
    for data in (scans.photo(), pdfs.blank_pdf()):
        page = read(data)
        assert (page.source, page.text, page.text_map) == ("empty", "", b"")


def test_a_picture_of_a_few_pixels_is_an_empty_page(ocr):
    page = ocr.read(Picture(3, 4, bytes(36), 3), number=1, width=3, height=4)
    assert page.source == "empty"


def test_a_child_that_dies_costs_one_page(open_pdf):
    pdf = open_pdf(scans.scanned(scans.letter(20)))
    page, picture = pdf.read_page(1), pdf.render(1, dpi=DPI)
    size = {"width": page.width, "height": page.height}
    with OcrReader() as reader:
        reader.read(Picture(3, 4, bytes(12), 1), number=1, width=3, height=4)
        child = reader._process
        os.kill(child.pid, signal.SIGKILL)
        with pytest.raises(PageFailedError) as failure:
            reader.read(picture, number=7, **size)
        assert (failure.value.page, failure.value.reason) == (7, "crash")
        assert reader.read(picture, number=8, **size).source == "ocr"
        assert reader._process.pid != child.pid


def test_a_child_that_hangs_costs_one_page(settings):
    settings.PDFSUM_PAGE_SECONDS = 0.02
    with OcrReader() as reader:
        # Loading takes longer.
        with pytest.raises(PageFailedError) as failure:
            reader.read(Picture(3, 4, bytes(12), 1), number=2, width=3, height=4)
        assert failure.value.reason == "time"
        assert reader._process is None


def test_pages_that_hang_are_given_up_after_some(settings, monkeypatch):
    settings.PDFSUM_PAGE_SECONDS = 0.02
    monkeypatch.setattr("pdfsum.engines.ocr.LOST_PAGES", 2)
    reasons = []
    with OcrReader() as reader:
        for number in range(1, 5):
            with pytest.raises(PageFailedError) as failure:
                picture = Picture(3, 4, bytes(12), 1)
                reader.read(picture, number=number, width=3, height=4)
            reasons.append(failure.value.reason)
    assert reasons == ["time", "time", "given_up", "given_up"]


def test_a_child_is_replaced_before_its_processor_time_runs_out(monkeypatch):
    monkeypatch.setattr("pdfsum.engines.ocr._PAGES_PER_CHILD", 2)
    children = []
    with OcrReader() as reader:
        for number in range(1, 6):
            reader.read(Picture(3, 4, bytes(12), 1), number=number, width=3, height=4)
            children.append(reader._process.pid)
    assert len(set(children)) == 3
    assert children[0] == children[1] != children[2] == children[3]


def test_a_picture_that_is_not_what_it_says_costs_one_page(ocr):
    with pytest.raises(PageFailedError) as failure:
        ocr.read(Picture(100, 100, bytes(12), 1), number=3, width=9, height=9)
    assert failure.value.page == 3


def test_the_child_has_no_network_and_holds_bounded_memory(ocr, open_pdf):
    pdf = open_pdf(scans.scanned(LETTER))
    ocr.read(pdf.render(1, dpi=DPI), number=1, width=595, height=842)
    devices = f"/proc/{ocr._process.pid}/net/dev"
    with open(devices) as lines:  # noqa: PTH123
        names = [line.split(":")[0].strip() for line in lines if ":" in line]
    assert names == ["lo"]
    assert ocr.peak_memory < 600 * 1024**2
