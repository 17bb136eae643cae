"""What stands in the way of an upload."""

from pdfsum.lib.errors import AppError


class NotAPdfError(AppError):
    status = 415
    code = "not_a_pdf"

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}” is not a PDF, whatever its name says.")


class EmptyFileError(AppError):
    status = 422
    code = "empty_file"

    def __init__(self, filename: str) -> None:
        super().__init__(f"“{filename}” is empty: it has no bytes at all.")


class FileTooLargeError(AppError):
    status = 413
    code = "file_too_large"

    def __init__(self, filename: str, limit_mb: int) -> None:
        super().__init__(
            f"“{filename}” is larger than {limit_mb} MB, the most that this library "
            "takes at once."
        )


class FolderOfOtherLibraryError(AppError):
    status = 422
    code = "folder_of_other_library"

    def __init__(self) -> None:
        super().__init__(
            "This folder is of another library than what is to go into it."
        )


class IdempotencyKeyReusedError(AppError):
    status = 422
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came with another file before. "
            "Take a new key for each file."
        )


class ImportAtWorkError(AppError):
    status = 409
    code = "import_at_work"

    def __init__(self) -> None:
        super().__init__("An import of yours is at work already. Wait until it ends.")


class NoArchiveError(AppError):
    status = 422
    code = "no_archive"

    def __init__(self) -> None:
        super().__init__("Choose the ZIP file of an export first.")
