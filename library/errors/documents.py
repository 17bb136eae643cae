"""What the state of a document, or of its file, forbids."""

from pdfsum.lib.errors import AppError


class AlreadyProcessingError(AppError):
    status = 409
    code = "already_processing"

    def __init__(self) -> None:
        super().__init__("This document is being processed already.")


class DocumentGoneError(AppError):
    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("This document is not there any more.")


class InTrashError(AppError):
    status = 409
    code = "in_trash"

    def __init__(self) -> None:
        super().__init__("This document is in the trash. Restore it first.")


class NotInTrashError(AppError):
    status = 409
    code = "not_in_trash"

    def __init__(self) -> None:
        super().__init__(
            "This document is not in the trash any more. Nothing was deleted."
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


class PicturesBusyError(AppError):
    """Too many pictures are being rendered; in a few seconds there will be time."""

    status = 503
    code = "pictures_busy"

    def __init__(self) -> None:
        super().__init__("Too many pages are being drawn. Try again in a few seconds.")
