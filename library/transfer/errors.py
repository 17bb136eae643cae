"""Why an archive, or one document of it, is not taken. Shown as it stands."""

from pdfsum.lib.errors import AppError


class ArchiveError(AppError):
    """Nothing of the archive is taken."""

    status = 422
    code = "bad_archive"


class NotAnExportError(ArchiveError):
    code = "not_an_export"

    def __init__(self) -> None:
        super().__init__(
            "This is no export of pdfsum: a ZIP file with a manifest.json that says so."
        )


class NewerFormatError(ArchiveError):
    code = "newer_format"

    def __init__(self, version: int) -> None:
        super().__init__(
            f"This export was made by a newer pdfsum (its format is {version}). "
            "Update this one first."
        )


class DamagedArchiveError(ArchiveError):
    code = "damaged_archive"

    def __init__(self) -> None:
        super().__init__(
            "This ZIP file is damaged or was cut off. Fetch or export it again."
        )


class ArchiveGoneError(ArchiveError):
    code = "archive_gone"

    def __init__(self) -> None:
        super().__init__("The uploaded archive is gone. Upload it again.")


class HostileArchiveError(ArchiveError):
    code = "hostile_archive"

    def __init__(self, why: str) -> None:
        super().__init__(f"This ZIP file is not read: {why}.")


class EntryError(AppError):
    """One document of an archive is not taken; the others are."""

    status = 422
    code = "bad_entry"
