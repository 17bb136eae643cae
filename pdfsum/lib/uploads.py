"""Files on their way in: hashed while they arrive, kept on disk."""

import errno
import os
import stat
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import IO, Any, Self

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pdfsum.lib.disk import told_when_full
from pdfsum.lib.errors import AppError

# A read of this size costs no more calls than the disk needs.
CHUNK = 1024 * 1024


class UnreadableFileError(AppError):
    """A file of this machine, or a folder, that cannot be opened or read."""

    status = 422
    code = "unreadable_file"

    def __init__(self, error: OSError) -> None:
        super().__init__(f"It cannot be read ({error.strerror or error}).")


class FileChangedError(AppError):
    """What was read of a file is no version of it."""

    status = 409
    code = "file_changed"

    def __init__(self) -> None:
        super().__init__("It changed while it was read. Try again when it is whole.")


class FileTooLongError(Exception):
    """There is more to read than was allowed for."""


class HashedUpload(TemporaryUploadedFile):
    """An uploaded file on disk that knows the SHA-256 of its bytes, in hex."""

    sha256: str

    @classmethod
    def of(cls, name: str, content: bytes) -> Self:
        """An upload that did not come over the network."""
        upload = cls(name, "application/pdf", len(content), None)
        upload.write(content)
        upload.seek(0)
        upload.sha256 = sha256(content).hexdigest()
        return upload

    @classmethod
    def copy_of(cls, path: Path, *, most: int) -> Self:
        """A copy of a file of this machine, hashed while it is read.

        A file that grows under its reader is cut one byte after `most`, so that its
        size says that it is too large. Raises `UnreadableFileError`, also for links
        and for what is no file, `FileChangedError` and `DiskFullError`.
        """
        with closing(_open_file(path)) as source:
            upload = cls(path.name, "application/pdf", 0, None)
            try:
                before = _state(source)
                upload._copy(source, most + 1)
                if _state(source) != before:
                    raise FileChangedError
            except BaseException:
                upload.close()
                raise
        return upload

    @classmethod
    def of_stream(cls, name: str, source: IO[bytes], *, most: int) -> Self:
        """What can be read of `source`, copied and hashed on the way.

        Raises `FileTooLongError` once there are more than `most` bytes, and
        `DiskFullError`.
        """
        upload = cls(name, "application/pdf", 0, None)
        try:
            upload._copy(source, most + 1)
            if upload.size is None or upload.size > most:
                raise FileTooLongError
        except BaseException:
            upload.close()
            raise
        return upload

    def _copy(self, source: IO[bytes], most: int) -> None:
        digest, size = sha256(), 0
        while chunk := _read(source, min(CHUNK, most - size)):
            digest.update(chunk)
            size += len(chunk)
            with told_when_full():
                self.write(chunk)
        self.size, self.sha256 = size, digest.hexdigest()
        self.settle()

    def settle(self) -> None:
        """Rewind, and see the bytes on the disk.

        The row that will point to them survives a power cut; so must they.
        """
        with told_when_full():
            self.seek(0)
            os.fsync(self.fileno())


class HashingUploadHandler(FileUploadHandler):
    """Write each upload to `FILE_UPLOAD_TEMP_DIR` and hash it on the way."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._digest = sha256()
        self._upload = HashedUpload(
            self.file_name or "",
            self.content_type or "",
            0,
            self.charset,
            self.content_type_extra,
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self._digest.update(raw_data)
        with told_when_full():
            self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> HashedUpload:
        upload = self._upload
        upload.size = file_size
        upload.sha256 = self._digest.hexdigest()
        upload.settle()
        return upload

    def upload_interrupted(self) -> None:
        if hasattr(self, "_upload"):
            self._upload.close()


def _open_file(path: Path) -> IO[bytes]:
    """A pipe would block, and a link may lead anywhere: neither is opened."""
    try:
        opened = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
        file = os.fdopen(opened, "rb", buffering=0)
    except OSError as exc:
        raise UnreadableFileError(exc) from exc
    if not stat.S_ISREG(os.fstat(opened).st_mode):
        file.close()
        raise UnreadableFileError(OSError(errno.EINVAL, "it is no file"))
    return file


def _state(file: IO[bytes]) -> tuple[int, int]:
    found = os.fstat(file.fileno())
    return found.st_size, found.st_mtime_ns


def _read(source: IO[bytes], size: int) -> bytes:
    try:
        return source.read(size)
    except OSError as exc:
        raise UnreadableFileError(exc) from exc


def hashed(file: "UploadedFile[Any]") -> HashedUpload:
    """The same file, known to have passed `HashingUploadHandler`."""
    if not isinstance(file, HashedUpload):
        raise TypeError("FILE_UPLOAD_HANDLERS must hold HashingUploadHandler alone.")
    return file
