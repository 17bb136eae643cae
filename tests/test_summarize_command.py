from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from tests import pdfs


@pytest.fixture
def run(tmp_path):
    """Writes bytes as files, runs the command, gives its output, errors and failure."""

    def run_command(**files):
        paths = []
        for name, data in files.items():
            path = tmp_path / f"{name}.pdf"
            if data is not None:
                path.write_bytes(data)
            paths.append(str(path))
        out, err, failure = StringIO(), StringIO(), None
        try:
            call_command("summarize", *paths, stdout=out, stderr=err)
        except CommandError as exc:
            failure = exc
        return out.getvalue(), err.getvalue(), failure

    return run_command


def test_it_prints_title_summary_with_pages_and_tags(run):
    out, err, failure = run(report=pdfs.headings_pdf())
    assert failure is None
    assert err == ""
    assert out.startswith("The Valley Report\n")
    assert "[p. 1]" in out
    assert ". [p. 3]" in out
    assert "Tags: " in out


def test_an_unreadable_file_is_one_sentence_and_the_others_are_printed(run):
    out, err, failure = run(
        broken=pdfs.garbage_bytes, good=pdfs.headings_pdf(), missing=None,
        locked=pdfs.encrypted_pdf(),
    )  # fmt: skip
    assert failure.returncode == 1
    assert "The Valley Report" in out
    lines = err.splitlines()
    assert len(lines) == 3
    assert "broken.pdf: This file is damaged or is not a PDF" in lines[0]
    assert "missing.pdf: This file cannot be opened" in lines[1]
    assert "locked.pdf: This PDF is protected." in lines[2]


def test_a_scan_is_recognised(run):
    text = "The harbour was closed in winter.\nThe ships stayed in the south."
    out, _, failure = run(old_letter=pdfs.scanned_pdf(text))
    assert failure is None
    assert "The harbour was closed in winter. [p. 1]" in out


def test_a_scan_without_ocr_says_that_it_has_no_text(run, settings):
    settings.OCR_MODE = "off"
    out, _, failure = run(old_letter=pdfs.scanned_pdf())
    assert failure is None
    assert "old letter" in out
    assert "No page has text that could be read." in out
