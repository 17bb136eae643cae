"""What a user of the library may be told. Each message is shown as it stands."""

from typing import TYPE_CHECKING

from pdfsum.lib.errors import AppError

if TYPE_CHECKING:
    from library.models import Document


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


class EmbedderChangedError(AppError):
    status = 503
    code = "embedder_changed"

    def __init__(self, *, configured: str, stored: str) -> None:
        super().__init__(
            f"This library's vectors are of the model {stored}, and {configured} is "
            "configured. Set EMBEDDING_MODEL_PATH back."
        )


class TwinError(AppError):
    """Another document of the same library has the same bytes."""

    status = 409
    sentence: str

    def __init__(self, existing: "Document") -> None:
        super().__init__(self.sentence.format(title=existing.title))
        self.existing = existing


class DuplicateDocumentError(TwinError):
    code = "duplicate_document"
    sentence = "You already have this file, as “{title}”."


class DuplicateInTrashError(TwinError):
    code = "duplicate_in_trash"
    sentence = "This file is in the trash, as “{title}”. Restore it from there instead."


class RestoreConflictError(TwinError):
    code = "duplicate_document"
    sentence = (
        "The same file is in the library again, as “{title}”. Nothing was restored."
    )


class RestoreInterruptedError(AppError):
    status = 409
    code = "restore_interrupted"

    def __init__(self) -> None:
        super().__init__(
            "Somebody is moving the same file in and out of the trash right now. "
            "Try again."
        )


class FolderOfOtherLibraryError(AppError):
    status = 422
    code = "folder_of_other_library"

    def __init__(self) -> None:
        super().__init__("This folder is of another library than the document.")


class AlreadyProcessingError(AppError):
    status = 409
    code = "already_processing"

    def __init__(self) -> None:
        super().__init__("This document is being processed already.")


class InTrashError(AppError):
    status = 409
    code = "in_trash"

    def __init__(self) -> None:
        super().__init__("This document is in the trash. Restore it first.")


class IdempotencyKeyReusedError(AppError):
    status = 422
    code = "idempotency_key_reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key came with another file before. "
            "Take a new key for each file."
        )


class NotAllowedError(AppError):
    """The user may see this, but not change it."""

    status = 403
    code = "not_allowed"

    def __init__(self) -> None:
        super().__init__("You may read this library, but not change it.")


class StoredFileMissingError(AppError):
    status = 404
    code = "file_missing"

    def __init__(self) -> None:
        super().__init__("The file of this document is missing from the storage.")
