"""What a user of the library may be told. Each message is shown as it stands."""

from typing import TYPE_CHECKING

from pdfsum.lib.errors import AppError

if TYPE_CHECKING:
    from library.models import Document, Tag


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


class FolderOfOtherLibraryError(AppError):
    status = 422
    code = "folder_of_other_library"

    def __init__(self) -> None:
        super().__init__(
            "This folder is of another library than what is to go into it."
        )


class FolderNameError(AppError):
    status = 422
    code = "invalid_folder_name"

    def __init__(self) -> None:
        super().__init__("A folder's name has 1 to 100 characters and no slash.")


class FolderExistsError(AppError):
    status = 409
    code = "folder_exists"

    def __init__(self, name: str) -> None:
        super().__init__(
            f"There is a folder “{name}” in this place already. Choose another name."
        )


class FolderInItselfError(AppError):
    status = 409
    code = "folder_in_itself"

    def __init__(self) -> None:
        super().__init__("A folder cannot be moved into itself or a folder within it.")


class FolderGoneError(AppError):
    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Somebody has deleted this folder just now.")


class FolderTooDeepError(AppError):
    status = 422
    code = "folder_too_deep"

    def __init__(self, deepest: int) -> None:
        super().__init__(f"Folders go {deepest} levels deep at most.")


class TagNameError(AppError):
    status = 422
    code = "invalid_tag_name"

    def __init__(self) -> None:
        super().__init__("A tag's name has 1 to 50 characters.")


class TagColorError(AppError):
    status = 422
    code = "invalid_color"

    def __init__(self) -> None:
        super().__init__("Write the colour as #rrggbb, such as #3b5bdb, or leave it.")


class TagExistsError(AppError):
    """Another tag has the name; `existing` is it."""

    status = 409
    code = "tag_exists"

    def __init__(self, existing: "Tag") -> None:
        super().__init__(
            f"There is a tag “{existing.name}” already. Merge the two to have one."
        )
        # Not `existing`: that is a document, for whoever shows the error.
        self.tag = existing


class TagGoneError(AppError):
    status = 404
    code = "not_found"

    def __init__(self) -> None:
        super().__init__("Somebody has deleted this tag, or merged it, just now.")


class TagOfOtherLibraryError(AppError):
    status = 422
    code = "tag_of_other_library"

    def __init__(self) -> None:
        super().__init__("These tags are of two libraries, so they stay two.")


class TagIntoItselfError(AppError):
    status = 422
    code = "tag_into_itself"

    def __init__(self) -> None:
        super().__init__("A tag cannot be merged into itself.")


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


class NotInTrashError(AppError):
    status = 409
    code = "not_in_trash"

    def __init__(self) -> None:
        super().__init__(
            "This document is not in the trash any more. Nothing was deleted."
        )


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


class MissingPasswordError(AppError):
    status = 422
    code = "missing_password"

    def __init__(self) -> None:
        super().__init__("Type the password that opens this PDF.")


class WrongPasswordError(AppError):
    status = 422
    code = "wrong_password"

    def __init__(self) -> None:
        super().__init__(
            "This password does not open the PDF. "
            "Check capital letters and the language of the keyboard."
        )


class TooManyPasswordsError(AppError):
    status = 429
    code = "too_many_passwords"

    def __init__(self, *, tries: int, minutes: int) -> None:
        super().__init__(
            f"{tries} wrong passwords were tried on this document. "
            f"Wait {minutes} minutes, then try again."
        )


class NotLockedError(AppError):
    """The document does not wait for a password, or not any more."""

    status = 409
    code = "not_locked"

    def __init__(self, *, unlocked: bool) -> None:
        super().__init__(
            "This document has been unlocked already. It needs no password any more."
            if unlocked
            else "This document does not ask for a password."
        )


class NoPageReadError(AppError):
    """Every page failed; `why` says of the first, in half a sentence, for what."""

    status = 422
    code = "no_page_read"

    def __init__(self, page_count: int, why: str) -> None:
        which = "Its only page" if page_count == 1 else "None of its pages"
        could = "could not be read" if page_count == 1 else "could be read"
        super().__init__(
            f"{which} {could}: {why}. The file may be damaged; saving it again from "
            "another program may help."
        )


class NoFailedPagesError(AppError):
    status = 409
    code = "no_failed_pages"

    def __init__(self) -> None:
        super().__init__(
            "No page of this document failed, so there is none to try again."
        )


class NotReadableYetError(AppError):
    status = 409
    code = "not_readable_yet"

    def __init__(self, *, failed: bool) -> None:
        super().__init__(
            "This document could not be read, so there is nothing to sum up."
            if failed
            else "This document is still being read. Ask again when it is ready."
        )


class InvalidPagesError(AppError):
    status = 422
    code = "invalid_pages"

    def __init__(self, page_count: int) -> None:
        super().__init__(
            f"This document has the pages 1 to {page_count:,}. "
            "Name one of them, or the first and the last, such as 3-10."
            if page_count > 1
            else "This document has a single page, so leave the pages out."
        )


class TooManySummariesError(AppError):
    status = 409
    code = "too_many_summaries"

    def __init__(self, limit: int) -> None:
        super().__init__(
            f"{limit} summaries of this document are being written already. "
            "Wait until one of them is there."
        )


class NothingToSumUpError(AppError):
    status = 422
    code = "nothing_to_sum_up"

    def __init__(self) -> None:
        super().__init__("There was not enough text on these pages to sum up.")


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


class PicturesBusyError(AppError):
    """Too many pictures are being rendered; in a few seconds there will be time."""

    status = 503
    code = "pictures_busy"

    def __init__(self) -> None:
        super().__init__("Too many pages are being drawn. Try again in a few seconds.")


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
