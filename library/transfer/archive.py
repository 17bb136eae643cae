"""A ZIP archive from somebody else: nothing that it says of itself is believed.

Names are looked up in it and never become paths. Sizes are counted while bytes are
read. What it may cost is bounded: entries, bytes of each, bytes in all.
"""

import errno
import json
import re
import stat
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TypeVar
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from pydantic import ValidationError

from library.transfer import format as shapes
from library.transfer.errors import (
    ArchiveError,
    DamagedArchiveError,
    EntryError,
    HostileArchiveError,
    NewerFormatError,
    NotAnExportError,
)
from pdfsum.lib.uploads import FileTooLongError, HashedUpload

# Three for each of 100,000 documents, and as many again.
MOST_ENTRIES = 600_000
# The index of so many entries; zipfile holds ten times that in memory.
MOST_INDEX_BYTES = 120 * 1024 * 1024
# A document with a hundred long summaries has 1 MB.
MOST_JSON_BYTES = 16 * 1024 * 1024
# Text compresses to a fifth, PDFs hardly at all. A bomb of deflate reaches 1,000.
MOST_RATIO = 50
# Small archives of much repeated text are no bombs.
FREE_BYTES = 64 * 1024 * 1024

_DOCUMENT = re.compile(rf"{shapes.DOCUMENTS}/[^/]+\.json")
_END, _END_SIZE = b"PK\x05\x06", 22
_LOCATOR_SIZE, _END64_SIZE = 20, 56
_LONGEST_COMMENT = 65535
_READ = 256 * 1024

S = TypeVar("S", bound=shapes.Shape)


class Archive:
    """An export that was checked as a whole; its documents are checked one by one."""

    def __init__(self, file: IO[bytes]) -> None:
        """Raises an `ArchiveError` that says why it is not taken."""
        size = file.seek(0, 2)
        _check_index(file, size)
        with _told():
            self._zip = ZipFile(file)
        self._left = FREE_BYTES + MOST_RATIO * size
        _check_entries(self._zip)
        self.manifest = self._read_manifest()
        self.library = self._read(shapes.LIBRARY, shapes.LibraryShape)
        self.documents = [
            info.filename
            for info in self._zip.infolist()
            if _DOCUMENT.fullmatch(info.filename)
        ]

    def close(self) -> None:
        self._zip.close()

    def read_document(self, name: str) -> shapes.DocumentShape:
        """Raises `EntryError` for what is damaged or no document."""
        try:
            return self._read(name, shapes.DocumentShape)
        except (DamagedArchiveError, NotAnExportError) as exc:
            raise EntryError(f"“{name}” is damaged.") from exc

    def open_pdf(self, document: shapes.DocumentShape, *, most: int) -> HashedUpload:
        """The bytes of its PDF, copied and hashed on the way.

        Raises `EntryError`; also when there are more than `most`, whatever the
        archive says.
        """
        info = self._zip.NameToInfo.get(document.file)
        if info is None:
            raise EntryError("Its PDF is not in the archive.")
        name = document.filename or f"{document.title or 'document'}.pdf"
        try:
            with _told(), self._zip.open(info) as source:
                upload = HashedUpload.of_stream(name, source, most=most)
        except DamagedArchiveError as exc:
            raise EntryError("Its PDF is damaged in the archive.") from exc
        except FileTooLongError as exc:
            megabytes = most // 1024**2
            raise EntryError(f"Its PDF is larger than {megabytes} MB.") from exc
        self._spend(upload.size or 0)
        return upload

    def _read_manifest(self) -> shapes.Manifest:
        if shapes.MANIFEST not in self._zip.NameToInfo:
            raise NotAnExportError
        raw = self._bytes(shapes.MANIFEST)
        # The version decides what else there is to expect.
        try:
            loose = json.loads(raw)
            version = loose["version"]
            is_export = loose["format"] == shapes.FORMAT
        except (ValueError, TypeError, KeyError, RecursionError) as exc:
            raise NotAnExportError from exc
        if not is_export or type(version) is not int or version < 1:
            raise NotAnExportError
        if version > shapes.VERSION:
            raise NewerFormatError(version)
        return _parse(raw, shapes.Manifest)

    def _read(self, name: str, shape: type[S]) -> S:
        if name not in self._zip.NameToInfo:
            raise DamagedArchiveError
        return _parse(self._bytes(name), shape)

    def _bytes(self, name: str) -> bytes:
        parts: list[bytes] = []
        length = 0
        with _told(), self._zip.open(name) as source:
            while part := source.read(_READ):
                length += len(part)
                if length > MOST_JSON_BYTES:
                    raise HostileArchiveError(f"“{name}” is too large")
                self._spend(len(part))
                parts.append(part)
        return b"".join(parts)

    def _spend(self, count: int) -> None:
        self._left -= count
        if self._left < 0:
            raise HostileArchiveError("it unpacks to far more than its size")


def _parse(raw: bytes, shape: type[S]) -> S:
    """Pydantic's own parser has limits for depth and for the length of numbers."""
    try:
        return shape.model_validate_json(raw)
    except ValidationError as exc:
        first = exc.errors(include_input=False, include_url=False)[0]
        where = ".".join(map(str, first["loc"])) or "it"
        raise EntryError(f"Its description is wrong: {where}: {first['msg']}.") from exc


def _check_entries(archive: ZipFile) -> None:
    names = set()
    for info in archive.infolist():
        if info.filename in names:
            raise HostileArchiveError("two of its files have the same name")
        names.add(info.filename)
        if info.flag_bits & 0x1:
            raise ArchiveError(
                "This ZIP file is encrypted. Unpack it, pack it without."
            )
        if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise HostileArchiveError("it is compressed in a way that exports are not")
        if stat.S_ISLNK(_mode(info)):
            raise HostileArchiveError("it holds links, and exports do not")


def _mode(info: ZipInfo) -> int:
    return info.external_attr >> 16


def _check_index(file: IO[bytes], size: int) -> None:
    """Before zipfile reads it: an index of any length would be held in memory."""
    length = _index_length(file, size)
    if length > MOST_INDEX_BYTES:
        raise HostileArchiveError("it lists too many files")
    # Where zipfile will find it: straight before the end.
    entries = 0
    file.seek(max(0, size - length - _LONGEST_COMMENT - 200))
    tail = b""
    while part := file.read(_READ):
        entries += (tail + part).count(b"PK\x01\x02")
        tail = part[-3:]
    if entries > MOST_ENTRIES:
        raise HostileArchiveError("it lists too many files")


def _index_length(file: IO[bytes], size: int) -> int:
    """What the last lines of the file say, read as zipfile reads them."""
    start = max(0, size - _END_SIZE - _LONGEST_COMMENT)
    file.seek(start)
    tail = file.read()
    plain = tail[-_END_SIZE:]
    without_comment = plain[:4] == _END and plain[-2:] == b"\0\0"
    end = len(tail) - _END_SIZE if without_comment else tail.rfind(_END)
    if end < 0 or end + _END_SIZE > len(tail):
        raise DamagedArchiveError
    (length,) = struct.unpack_from("<L", tail, end + 12)
    record = start + end - _LOCATOR_SIZE - _END64_SIZE
    if record >= 0:
        file.seek(record)
        large = file.read(_END64_SIZE + _LOCATOR_SIZE)
        if large[:4] == b"PK\x06\x06" and large[_END64_SIZE:][:4] == b"PK\x06\x07":
            (length,) = struct.unpack_from("<Q", large, 40)
    return int(length)


@contextmanager
def _told() -> Iterator[None]:
    """What zipfile raises at what is damaged, or made to look so."""
    try:
        yield
    except (
        BadZipFile,
        LargeZipFile,
        EOFError,
        NotImplementedError,
        OverflowError,
        RuntimeError,
        ValueError,  # A place before the beginning; a name that is no text.
        struct.error,
        zlib.error,
    ) as exc:
        raise DamagedArchiveError from exc
    except OSError as exc:
        if exc.errno != errno.EINVAL:  # The same place, in a file on disk.
            raise
        raise DamagedArchiveError from exc
