"""What stands between a document and its new version."""

from pdfsum.lib.errors import AppError


class VersionWaitsError(AppError):
    status = 409
    code = "version_waits"

    def __init__(self) -> None:
        super().__init__(
            "A new version of this document waits already. Confirm or discard it first."
        )


class NoVersionError(AppError):
    status = 409
    code = "no_version"

    def __init__(self) -> None:
        super().__init__(
            "No new version of this document waits any more. It may have been "
            "confirmed or discarded in another tab."
        )


class VersionProcessingError(AppError):
    status = 409
    code = "version_processing"

    def __init__(self) -> None:
        super().__init__(
            "The newer file is still being processed. Confirm it when it is ready."
        )


class VersionNotReadError(AppError):
    status = 409
    code = "version_not_read"

    def __init__(self) -> None:
        super().__init__(
            "The newer file could not be read, so it cannot take the document's place. "
            "Discard it, or try it again."
        )


class IsVersionError(AppError):
    status = 409
    code = "is_version"

    def __init__(self) -> None:
        super().__init__(
            "This is a new version that waits to be confirmed, no document of its own."
        )


class DifferentLibrariesError(AppError):
    status = 409
    code = "different_libraries"

    def __init__(self) -> None:
        super().__init__("Only two documents of one library can replace each other.")
