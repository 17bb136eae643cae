"""Files on their way in: hashed while they arrive, kept on disk."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from typing import Any, Self

from django.core.files.uploadedfile import TemporaryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from pdfsum.lib.errors import DiskFullError


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
        with _told_when_full():
            self._upload.write(raw_data)

    def file_complete(self, file_size: int) -> HashedUpload:
        upload = self._upload
        upload.size = file_size
        upload.sha256 = self._digest.hexdigest()
        with _told_when_full():
            upload.seek(0)
            # The row that will point to these bytes survives a power cut; so must they.
            os.fsync(upload.fileno())
        return upload

    def upload_interrupted(self) -> None:
        if hasattr(self, "_upload"):
            self._upload.close()


@contextmanager
def _told_when_full() -> Iterator[None]:
    try:
        yield
    except OSError as exc:
        if exc.errno == errno.ENOSPC:
            raise DiskFullError from exc
        raise


def hashed(file: "UploadedFile[Any]") -> HashedUpload:
    """The same file, known to have passed `HashingUploadHandler`."""
    if not isinstance(file, HashedUpload):
        raise TypeError("FILE_UPLOAD_HANDLERS must hold HashingUploadHandler alone.")
    return file
