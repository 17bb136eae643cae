"""The same bytes are in the library already."""

from typing import TYPE_CHECKING

from pdfsum.lib.errors import AppError

if TYPE_CHECKING:
    from library.models import Document


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


class VersionTwinError(TwinError):
    """The bytes wait as a new version, which is no document of its own yet."""

    code = "duplicate_document"
    sentence = (
        "This file waits already as the new version of “{title}”. Confirm it there."
    )


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
