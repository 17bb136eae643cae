import subprocess
import sys

import pytest
from fpdf import FPDF

from pdfsum.engines import unlocking
from pdfsum.engines.errors import (
    PasswordRequiredError,
    UnlockFailedError,
    UnreadablePdfError,
)
from pdfsum.engines.pdf import PdfReader, unlock
from pdfsum.engines.pdf_child import encodings_of
from tests import pdfs


@pytest.fixture
def locked(tmp_path):
    path = tmp_path / "here" / "locked.pdf"
    path.parent.mkdir()
    path.write_bytes(pdfs.encrypted_pdf("secret"))
    return path


def protected(password):
    pdf = FPDF()
    pdf.set_encryption(owner_password="owner", user_password=password)
    for number in range(1, 4):
        pdf.add_page()
        pdf.set_font("Times", size=12)
        pdf.cell(0, 10, f"Page number {number} of the contract.")
    return bytes(pdf.output())


@pytest.mark.parametrize("password", ["secret", "pässwörd"])
def test_the_copy_opens_without_the_password(tmp_path, password):
    path, copy = tmp_path / "locked.pdf", tmp_path / "copy.pdf"
    path.write_bytes(protected(password))
    unlock(path, password, copy)
    with PdfReader(copy) as reader, PdfReader(path, password) as original:
        assert reader.facts.page_count == 3
        for number in (1, 2, 3):
            text = reader.read_page(number).text
            assert text == original.read_page(number).text
            assert text == f"Page number {number} of the contract."


@pytest.mark.parametrize("password", ["wrong", "sécret", "秘密", "\ud800"])
def test_a_wrong_password_is_told_and_leaves_nothing(locked, password):
    with pytest.raises(PasswordRequiredError, match="does not open") as caught:
        unlock(locked, password, locked.parent / "copy.pdf")
    assert caught.value.wrong
    assert list(locked.parent.iterdir()) == [locked]


def test_a_copy_that_grows_too_large_is_thrown_away(locked, monkeypatch):
    monkeypatch.setattr(unlocking, "LARGEST_GROWTH", 0)
    monkeypatch.setattr(unlocking, "SPARE_BYTES", 500)
    with pytest.raises(UnlockFailedError, match="password is right"):
        unlock(locked, "secret", locked.parent / "copy.pdf")
    assert list(locked.parent.iterdir()) == [locked]


def test_a_file_that_is_there_is_not_written_over(locked):
    (locked.parent / "copy.pdf").write_text("mine")
    with pytest.raises(FileExistsError):
        unlock(locked, "secret", locked.parent / "copy.pdf")
    assert (locked.parent / "copy.pdf").read_text() == "mine"


def test_what_is_no_pdf_cannot_be_unlocked(tmp_path):
    path = tmp_path / "a.pdf"
    path.write_bytes(pdfs.garbage_bytes)
    with pytest.raises(UnreadablePdfError):
        unlock(path, "secret", tmp_path / "copy.pdf")


def test_the_password_is_in_no_argument(locked, monkeypatch):
    started = []
    popen = subprocess.Popen

    def record(arguments, **options):
        started.append((arguments, options))
        return popen(arguments, **options)

    monkeypatch.setattr(subprocess, "Popen", record)
    unlock(locked, "secret", locked.parent / "copy.pdf")
    assert started
    assert started[0][0][0] == sys.executable
    assert "secret" not in repr(started)


def test_a_password_is_tried_in_each_encoding_of_the_standard():
    assert encodings_of("") == [None]
    assert encodings_of("plain") == [b"plain"]
    assert encodings_of("pässword") == ["pässword".encode(), b"p\xe4ssword"]
    assert b"\x80" in encodings_of("€")
    assert b"fi" in encodings_of("ﬁ")
