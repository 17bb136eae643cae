"""Archives that lie. Each is refused in a sentence before anything is added."""

import io
import struct
import warnings
import zlib
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest

from library.tests.archives import make_archive, pack
from library.transfer import archive as archives
from library.transfer.archive import Archive
from library.transfer.errors import (
    ArchiveError,
    DamagedArchiveError,
    EntryError,
    HostileArchiveError,
    NewerFormatError,
    NotAnExportError,
)
from pdfsum.lib.errors import AppError

PDF = b"%PDF-1.7\n%%EOF\n"
ONE = ({"title": "One"}, PDF)


def opened(content):
    return Archive(io.BytesIO(content))


def read_all(content, *, most=10**6):
    """As an import does, without a database."""
    archive = opened(content) if isinstance(content, bytes) else Archive(content)
    for name in archive.documents:
        archive.open_pdf(archive.read_document(name), most=most).close()
    return archive


@pytest.mark.parametrize("content", [b"", b"PK", b"%PDF-1.7", bytes(5000)])
def test_what_is_no_zip(content):
    with pytest.raises(DamagedArchiveError):
        opened(content)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_what_was_cut_off(share):
    content = make_archive(ONE)
    with pytest.raises(ArchiveError):
        read_all(content[: int(len(content) * share)])


@pytest.mark.parametrize("on_disk", [True, False])
def test_every_single_damaged_byte_ends_in_a_sentence(tmp_path, on_disk):
    content = make_archive(ONE)
    refused = 0
    for place in range(len(content)):
        damaged = bytearray(content)
        damaged[place] ^= 0xFF
        file = io.BytesIO(damaged)
        if on_disk:
            (tmp_path / "x.zip").write_bytes(damaged)
            file = (tmp_path / "x.zip").open("rb")
        try:
            with file:
                read_all(file)
        except AppError as exc:
            refused += 1
            assert str(exc).endswith(".")
    assert refused > len(content) / 2


@pytest.mark.parametrize(
    "manifest",
    [
        {"format": "other"},
        {"version": "1"},
        {"version": 0},
        {"version": None},
        {"version": [1]},
    ],
)
def test_another_format(manifest):
    with pytest.raises(NotAnExportError):
        opened(make_archive(ONE, manifest=manifest))


@pytest.mark.parametrize("raw", ["[]", "5", "nonsense", "", "[" * 100_000])
def test_a_manifest_that_is_none(raw):
    with pytest.raises(NotAnExportError):
        opened(pack({"manifest.json": raw}))


def test_no_manifest_at_all():
    with pytest.raises(NotAnExportError):
        opened(pack({"photo.jpg": b"x"}))


def test_one_of_a_newer_pdfsum_says_so():
    with pytest.raises(NewerFormatError, match="newer pdfsum"):
        opened(make_archive(ONE, manifest={"version": 2}))


def test_two_files_of_one_name():
    target = io.BytesIO(make_archive(ONE))
    with warnings.catch_warnings(), ZipFile(target, "a") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("documents/000001 a document.pdf", PDF + b"another")
    with pytest.raises(HostileArchiveError, match="same name"):
        opened(target.getvalue())


def test_a_link():
    link = ZipInfo("documents/x.pdf")
    link.external_attr = 0o120777 << 16
    target = io.BytesIO(make_archive(ONE))
    with ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(HostileArchiveError, match="links"):
        opened(target.getvalue())


def test_an_encrypted_one():
    content = bytearray(make_archive(ONE))
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    with pytest.raises(ArchiveError, match="encrypted"):
        opened(bytes(content))


def test_a_compression_that_exports_do_not_use():
    with pytest.raises(HostileArchiveError, match="compressed"):
        opened(pack({"manifest.json": "{}"}, compression=ZIP_BZIP2))


def test_a_bomb_in_a_description():
    bomb = b'{"file": "' + b" " * (archives.MOST_JSON_BYTES + 1) + b'"}'
    archive = opened(make_archive(extra={"documents/bomb.json": bomb}))
    with pytest.raises(HostileArchiveError, match="too large"):
        archive.read_document("documents/bomb.json")


def test_a_bomb_in_a_pdf_is_cut_at_the_limit(tmp_path, settings):
    content = make_archive(({}, PDF + bytes(50_000_000)))
    archive = opened(content)
    document = archive.read_document(archive.documents[0])
    with pytest.raises(EntryError, match="larger than 1 MB"):
        archive.open_pdf(document, most=1024**2)
    assert not list(settings.FILE_UPLOAD_TEMP_DIR.iterdir())


def test_many_bombs_end_at_what_an_archive_may_unpack_to(monkeypatch):
    monkeypatch.setattr(archives, "FREE_BYTES", 2_000_000)
    bombs = [({}, PDF + bytes(900_000))] * 20
    content = make_archive(*bombs)
    assert len(content) * archives.MOST_RATIO < 20 * 900_000
    with pytest.raises(HostileArchiveError, match="far more than its size"):
        read_all(content)


def test_a_size_in_the_header_that_is_a_lie():
    content = bytearray(make_archive(({}, PDF * 1000)))
    at = content.find(b"PK\x01\x02", content.find(b"PK\x01\x02") + 4)
    while b"a document.pdf" not in content[at : at + 100]:
        at = content.find(b"PK\x01\x02", at + 4)
    struct.pack_into("<L", content, at + 24, 5)
    with pytest.raises(EntryError, match="damaged"):
        read_all(bytes(content))


def test_too_many_entries_are_counted_before_they_are_held(monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 50)
    with pytest.raises(HostileArchiveError, match="too many files"):
        opened(make_archive(extra={f"x/{n}": b"" for n in range(60)}))


def test_an_index_too_long_to_be_held(monkeypatch):
    monkeypatch.setattr(archives, "MOST_INDEX_BYTES", 500)
    with pytest.raises(HostileArchiveError, match="too many files"):
        opened(make_archive(extra={f"x/{n}": b"" for n in range(60)}))


def test_an_index_that_claims_to_be_longer_than_the_file():
    content = bytearray(make_archive(ONE))
    struct.pack_into("<L", content, len(content) - 22 + 12, 2**32 - 2)
    with pytest.raises(ArchiveError):
        opened(bytes(content))


def test_one_file_within_another(tmp_path):
    """Entries that share their bytes: a small archive with a huge sum."""
    content = bytearray(make_archive(({}, PDF), ({}, PDF)))
    first = content.find(b"PK\x01\x02")
    places = []
    while first >= 0:
        places.append(first)
        first = content.find(b"PK\x01\x02", first + 4)
    for place in places:
        struct.pack_into("<L", content, place + 42, 0)
    with pytest.raises((ArchiveError, EntryError)):
        read_all(bytes(content))


def test_zip64_is_read():
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        source = ZipFile(io.BytesIO(make_archive(ONE)))
        for info in source.infolist():
            with archive.open(info.filename, "w", force_zip64=True) as entry:
                entry.write(source.read(info))
    assert len(read_all(target.getvalue()).documents) == 1


def test_stored_and_deflated_are_read():
    for compression in (ZIP_STORED, ZIP_DEFLATED):
        source = ZipFile(io.BytesIO(make_archive(ONE)))
        files = {name: source.read(name) for name in source.namelist()}
        assert read_all(pack(files, compression=compression)).documents


def test_a_wrong_checksum_is_found():
    content = bytearray(make_archive(({}, PDF)))
    at = content.find(struct.pack("<L", zlib.crc32(PDF)))
    while at >= 0:
        content[at] ^= 1
        at = content.find(struct.pack("<L", zlib.crc32(PDF)), at + 1)
    with pytest.raises(EntryError, match="damaged"):
        read_all(bytes(content))
