import os
import re
import signal
import subprocess
import sys
import time
from datetime import date
from pathlib import Path

import pytest

from pdfsum.engines import pdf, pdf_opening
from pdfsum.engines.errors import (
    PageFailedError,
    PasswordRequiredError,
    ReaderTimeoutError,
    TooManyPagesError,
    UnreadablePdfError,
)
from tests import hostile_pdfs, pdfs


def test_it_tells_title_author_and_pages(open_pdf):
    facts = open_pdf(pdfs.headings_pdf()).facts
    assert (facts.page_count, facts.title) == (3, "The Valley Report")
    assert (facts.author, facts.created) == ("A. Writer", date(2024, 5, 1))


def test_it_reads_the_text_and_size_of_a_page(open_pdf):
    page = open_pdf(pdfs.text_pdf(["Hello out there."])).read_page(1)
    assert (page.number, page.text, page.source) == (1, "Hello out there.", "text")
    assert (round(page.width), round(page.height)) == (595, 842)


def test_a_turned_page_has_the_size_it_is_shown_in(open_pdf):
    page = open_pdf(pdfs.rotated_pdf(90)).read_page(1)
    assert (round(page.width), round(page.height)) == (842, 595)


@pytest.mark.parametrize("data", [pdfs.scanned_pdf(), pdfs.blank_pdf()])
def test_a_page_without_text_is_empty(open_pdf, data):
    page = open_pdf(data).read_page(1)
    assert (page.text, page.source) == ("", "empty")


@pytest.mark.parametrize(
    "data", [pdfs.empty_bytes, pdfs.garbage_bytes, b"PK\x03\x04", b"<html></html>"]
)
def test_it_refuses_what_is_no_pdf(open_pdf, data):
    with pytest.raises(UnreadablePdfError, match="damaged or is not a PDF"):
        open_pdf(data)


def test_it_asks_for_the_password_and_takes_it(open_pdf):
    data = pdfs.encrypted_pdf("secret")
    with pytest.raises(PasswordRequiredError, match="needs its password"):
        open_pdf(data)
    with pytest.raises(PasswordRequiredError, match="does not open"):
        open_pdf(data, password="wrong")
    page = open_pdf(data, password="secret").read_page(1)
    assert page.text == "This page can be read with the password."


def test_it_does_not_believe_a_million_pages(open_pdf):
    with pytest.raises(TooManyPagesError, match="1,000,000 pages"):
        open_pdf(hostile_pdfs.many_pages_claimed())


def test_a_page_that_is_not_there_fails_alone(open_pdf):
    reader = open_pdf(pdfs.text_pdf(["One."]))
    with pytest.raises(PageFailedError) as caught:
        reader.read_page(2)
    assert caught.value.page == 2
    assert reader.read_page(1).text == "One."


def test_a_killed_child_costs_one_page(open_pdf):
    reader = open_pdf(pdfs.text_pdf(["One.", "Two."]))
    os.kill(reader._process.pid, signal.SIGKILL)
    with pytest.raises(PageFailedError):
        reader.read_page(1)
    assert reader.read_page(2).text == "Two."


def test_a_hanging_child_costs_one_page(open_pdf, settings):
    reader = open_pdf(pdfs.text_pdf(["One.", "Two."]))
    settings.PDFSUM_PAGE_SECONDS = 1
    os.kill(reader._process.pid, signal.SIGSTOP)
    with pytest.raises(PageFailedError, match="took longer than 1 s") as caught:
        reader.read_page(1)
    assert caught.value.reason == "time"
    settings.PDFSUM_PAGE_SECONDS = 30
    assert reader.read_page(2).text == "Two."


def test_a_file_that_takes_too_long_to_open_is_told(open_pdf, monkeypatch):
    monkeypatch.setattr(pdf_opening, "OPEN_SECONDS", 0.001)
    with pytest.raises(ReaderTimeoutError, match="too long to open"):
        open_pdf(pdfs.text_pdf())


def test_closing_leaves_no_child(open_pdf):
    reader = open_pdf(pdfs.text_pdf())
    pid = reader._process.pid
    reader.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_has_the_limits_of_the_settings(open_pdf, settings):
    settings.PDFSUM_READER_MEMORY_MB = 300
    settings.PDFSUM_DOCUMENT_CPU_SECONDS = 77
    reader = open_pdf(pdfs.text_pdf())
    process = Path("/proc") / str(reader._process.pid)
    assert "django" not in (process / "maps").read_text()
    limits = (process / "limits").read_text()
    assert re.search(rf"^Max address space +{300 * 1024**2} ", limits, re.MULTILINE)
    assert re.search(r"^Max cpu time +77 ", limits, re.MULTILINE)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def test_the_child_dies_with_its_parent(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.text_pdf())
    code = (
        "import sys, time; from pathlib import Path;"
        "from pdfsum.engines.pdf import PdfReader;"
        f"reader = PdfReader(Path({str(path)!r}));"
        "print(reader._process.pid, flush=True); time.sleep(60)"
    )
    root = Path(pdf.__file__).parents[2]
    with subprocess.Popen(
        [sys.executable, "-c", code], cwd=root, stdout=subprocess.PIPE
    ) as parent:
        child = int(parent.stdout.readline())
        # A child that hangs does not see its pipe close.
        os.kill(child, signal.SIGSTOP)
        parent.kill()
    deadline = time.monotonic() + 5
    while _is_running(child) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not _is_running(child)


def _is_running(pid):
    try:
        state = (
            (Path("/proc") / str(pid) / "stat").read_text().rsplit(")", 1)[1].split()[0]
        )
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"
