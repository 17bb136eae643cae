"""ZIP archives made while they are sent: nothing of them lies on a disk or in memory.

What grows is the archive's own index, about a kilobyte for each file.
"""

import io
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from django.http import StreamingHttpResponse
from django.utils.http import content_disposition_header

from pdfsum.lib.errors import AppError
from pdfsum.lib.filenames import clean_name
from pdfsum.lib.streaming import stream

# As in `file_response`: thread hops do not count, many readers fit in.
CHUNK = 256 * 1024
# Below it an entry needs no ZIP64, which some older programs cannot read.
SURELY_SMALL = 1024**3
FOREVER_AGO = datetime(1980, 1, 1, tzinfo=UTC)  # Where ZIP's calendar begins.
MISSING = "MISSING.txt"


@dataclass(frozen=True)
class Entry:
    """One file of an archive: its bytes, or how to open them once it is their turn.

    `name` is that of a file, `folder` a path by slashes; both are cleaned, and the
    name is made unique. Opening may raise `AppError` or `OSError`: then the archive
    says in `MISSING.txt` what it lacks. `size` spares an unknown one ZIP64.
    """

    name: str
    content: bytes | Callable[[], IO[bytes]]
    folder: str = ""
    modified_at: datetime | None = None
    size: int | None = None
    # What is compressed already is stored as it is.
    deflate: bool = False


def zip_response(entries: Iterable[Entry], *, filename: str) -> StreamingHttpResponse:
    """An archive to save under this name. Entries are taken in threads, one by one."""
    disposition = content_disposition_header(as_attachment=True, filename=filename)
    return stream(
        zip_parts(entries),
        content_type="application/zip",
        headers={"Content-Disposition": disposition or "attachment"},
    )


def zip_parts(entries: Iterable[Entry]) -> Generator[bytes, None, None]:
    """The bytes of an archive, piece by piece, for `pdfsum.lib.streaming`."""
    pipe = _Pipe()
    names = _Names()
    missing: list[str] = []
    with ZipFile(pipe, "w") as archive:
        for entry in entries:
            path = names.unique(entry)
            try:
                source = _open(entry)
            except (AppError, OSError):
                missing.append(f"{path}: the file is missing from the storage.")
                continue
            with closing(source):
                yield from _add(archive, pipe, path, entry, source, missing)
        if missing:
            note = Entry(MISSING, "\n".join([*missing, ""]).encode(), deflate=True)
            path = names.unique(note)
            yield from _add(archive, pipe, path, note, _open(note), [])
    yield pipe.take()


def _open(entry: Entry) -> IO[bytes]:
    if isinstance(entry.content, bytes):
        return io.BytesIO(entry.content)
    return entry.content()


def _add(
    archive: ZipFile,
    pipe: "_Pipe",
    path: str,
    entry: Entry,
    source: IO[bytes],
    missing: list[str],
) -> Generator[bytes, None, None]:
    size = len(entry.content) if isinstance(entry.content, bytes) else entry.size
    info = ZipInfo(path, _time_of(entry))
    info.compress_type = ZIP_DEFLATED if entry.deflate else ZIP_STORED
    info.external_attr = 0o644 << 16
    is_large = size is None or size > SURELY_SMALL
    written = 0
    with archive.open(info, "w", force_zip64=is_large) as target:
        try:
            while chunk := source.read(CHUNK):
                target.write(chunk)
                written += len(chunk)
                if pipe.held >= CHUNK:
                    yield pipe.take()
        except OSError:
            # What was read so far is in the archive already.
            missing.append(f"{path}: the storage broke off after {written} bytes.")
            return
    if size is not None and written != size:
        missing.append(f"{path}: only {written} of its {size} bytes were there.")


def _time_of(entry: Entry) -> tuple[int, int, int, int, int, int]:
    time = max(entry.modified_at or FOREVER_AGO, FOREVER_AGO).astimezone(UTC)
    return time.year, time.month, time.day, time.hour, time.minute, time.second


class _Names:
    """Paths given out so far, as systems compare them that know no case."""

    def __init__(self) -> None:
        self._taken: dict[str, int] = {}

    def unique(self, entry: Entry) -> str:
        parts = [part for part in entry.folder.split("/") if part.strip(" .")]
        name = clean_name(entry.name)
        path = "/".join([*map(clean_name, parts), name])
        count = self._taken.get(path.casefold(), 0)
        free = path
        while free.casefold() in self._taken:
            count += 1
            free = _numbered(path, count + 1)
        self._taken[path.casefold()] = count
        self._taken.setdefault(free.casefold(), 0)
        return free


def _numbered(path: str, number: int) -> str:
    """`report.pdf` becomes `report (2).pdf`."""
    folder, slash, name = path.rpartition("/")
    stem, dot, suffix = name.rpartition(".")
    if not stem:
        stem, dot, suffix = name, "", ""
    return f"{folder}{slash}{stem} ({number}){dot}{suffix}"


class _Pipe(io.RawIOBase):
    """What ZipFile writes, until it is taken. ZipFile knows how not to seek in it."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self.held = 0

    def writable(self) -> bool:
        return True

    def write(self, data: "bytes | bytearray | memoryview") -> int:  # type: ignore[override]
        self._parts.append(bytes(data))
        self.held += len(data)
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self._parts)
        self._parts.clear()
        self.held = 0
        return taken
