import io
import tracemalloc
import unicodedata
from datetime import UTC, datetime
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest

from library import zipping
from library.errors import StoredFileMissingError
from library.zipping import Entry, clean_name, zip_parts


def archive_of(*entries):
    return ZipFile(io.BytesIO(b"".join(zip_parts(entries))))


def missing():
    raise StoredFileMissingError


def test_it_keeps_bytes_names_and_times():
    time = datetime(2024, 5, 31, 14, 30, 20, tzinfo=UTC)
    archive = archive_of(
        Entry("Übersicht 東京.pdf", lambda: io.BytesIO(b"%PDF-1"), modified_at=time),
        Entry("notes.md", b"# Notes", folder="a/b", deflate=True),
    )
    assert archive.testzip() is None
    assert archive.namelist() == ["Übersicht 東京.pdf", "a/b/notes.md"]
    assert archive.read("Übersicht 東京.pdf") == b"%PDF-1"
    first, second = archive.infolist()
    assert first.date_time == (2024, 5, 31, 14, 30, 20)
    assert (first.compress_type, second.compress_type) == (ZIP_STORED, ZIP_DEFLATED)


def test_an_archive_of_nothing_is_one():
    assert archive_of().namelist() == []


def test_the_same_name_gets_a_number_in_any_case():
    names = ["report.pdf", "Report.pdf", "report.pdf", "report (2).pdf", "b/report.pdf"]
    archive = archive_of(*(Entry(name, name.encode()) for name in names))
    found = archive.namelist()
    assert found[0] == "report.pdf"
    assert found[4] == "b_report.pdf"
    assert len({name.casefold() for name in found}) == 5
    assert "report (3).pdf" in found


def test_many_files_of_one_name_take_no_time_each():
    archive = archive_of(*(Entry("a.pdf", b"") for _ in range(5000)))
    assert archive.namelist()[-1] == "a (5000).pdf"


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("..", "file"),
        ("", "file"),
        ("a\\b:c.pdf", "a_b_c.pdf"),
        ("line\nbreak\x00.pdf", "linebreak.pdf"),
        ("con.pdf", "_con.pdf"),
        ("ends with a dot. ", "ends with a dot"),
        (unicodedata.normalize("NFD", "Käse.pdf"), "Käse.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
    ],
)
def test_names_are_harmless_on_every_system(name, clean):
    assert clean_name(name) == clean


def test_a_long_name_keeps_its_end():
    name = clean_name("漢" * 255 + ".pdf")
    assert len(name.encode()) <= 234
    assert name.endswith("漢.pdf")


def test_no_folder_leads_out_of_the_archive():
    archive = archive_of(Entry("a.pdf", b"", folder="../x//./y\\z"))
    assert archive.namelist() == ["x/y_z/a.pdf"]


def test_a_missing_file_is_a_line_and_no_error():
    archive = archive_of(
        Entry("gone.pdf", missing),
        Entry("here.pdf", b"here"),
        Entry("MISSING.txt", b""),
    )
    assert archive.read("here.pdf") == b"here"
    assert "gone.pdf" in archive.read("MISSING (2).txt").decode()


class _Breaking(io.BytesIO):
    def read(self, size=-1):
        if self.tell():
            raise OSError("the line is cut")
        return super().read(5)


def test_a_storage_that_breaks_off_is_told():
    archive = archive_of(
        Entry("half.pdf", lambda: _Breaking(b"0123456789"), size=10),
        Entry("short.pdf", lambda: io.BytesIO(b"0123"), size=10),
        Entry("whole.pdf", b"whole"),
    )
    assert archive.testzip() is None
    assert archive.read("whole.pdf") == b"whole"
    told = archive.read("MISSING.txt").decode()
    assert "half.pdf: the storage broke off after 5 bytes" in told
    assert "short.pdf: only 4 of its 10 bytes" in told


def test_files_are_closed_when_the_reader_leaves():
    files = []

    def opened():
        files.append(io.BytesIO(bytes(4 * zipping.CHUNK)))
        return files[-1]

    parts = zip_parts([Entry("a.pdf", opened), Entry("b.pdf", opened)])
    next(parts)
    parts.close()
    assert [file.closed for file in files] == [True]


class _Zeros(io.RawIOBase):
    def __init__(self, size):
        self.left = size

    def read(self, size=-1):
        size = min(size, self.left)
        self.left -= size
        return bytes(size)


def test_memory_does_not_grow_with_the_files():
    size = 200 * 1024 * 1024
    entries = [Entry("large.pdf", lambda: _Zeros(size), size=size)]
    tracemalloc.start()
    sent = sum(len(part) for part in zip_parts(entries))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sent > size
    assert peak < 4 * 1024 * 1024


def test_a_file_of_unknown_size_may_pass_four_gigabytes():
    archive = archive_of(Entry("a.pdf", lambda: io.BytesIO(b"abc")))
    # ZIP64's version in the local header: sizes of eight bytes follow the data.
    assert archive.infolist()[0].extract_version == 45
    assert archive_of(Entry("a.pdf", b"abc")).infolist()[0].extract_version == 20
