from typing import Literal

from pdfsum.lib.errors import AppError

PageFault = Literal["time", "memory", "crash", "damaged", "given_up"]

_FAULTS: dict[PageFault, str] = {
    "time": "reading it took longer than {seconds} s",
    "memory": "reading it needed more memory than {megabytes} MB",
    "crash": "the reader crashed on it",
    "damaged": "it is damaged",
    "given_up": "other pages of this PDF had used up the time for the whole of it",
}


class UnreadablePdfError(AppError):
    status = 422
    code = "unreadable_pdf"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "This file is damaged or is not a PDF, so it cannot be read."
        )


class UnsupportedEncryptionError(UnreadablePdfError):
    """Protected by a program or certificate of its maker, which no password opens."""

    code = "unsupported_encryption"

    def __init__(self) -> None:
        super().__init__(
            "This PDF is protected in a way that cannot be opened here. "
            "Save a copy without protection in the program that opens it."
        )


class PasswordRequiredError(AppError):
    """No password was given, or the one given does not open the file."""

    status = 422
    code = "password_required"

    def __init__(self, *, wrong: bool = False) -> None:
        super().__init__(
            "This password does not open the PDF."
            if wrong
            else "This PDF is protected. It needs its password to be read."
        )
        self.wrong = wrong


class UnlockFailedError(AppError):
    """The password is right, but no copy without it could be made."""

    status = 422
    code = "unlock_failed"

    def __init__(self) -> None:
        super().__init__(
            "The password is right, but this PDF could not be saved without it. "
            "Remove the password in another program and add the PDF again."
        )


class TooManyPagesError(AppError):
    status = 422
    code = "too_many_pages"

    def __init__(self, page_count: int, limit: int) -> None:
        super().__init__(
            f"This PDF says it has {page_count:,} pages. "
            f"The most that can be read is {limit:,}. Split it into smaller files."
        )


class NoPagesError(AppError):
    status = 422
    code = "no_pages"

    def __init__(self) -> None:
        super().__init__("This PDF has no pages.")


class ReaderTimeoutError(AppError):
    status = 422
    code = "reader_timeout"

    def __init__(self) -> None:
        super().__init__(
            "This PDF took too long to open. It may be damaged; "
            "saving it again from another program may help."
        )


class ReaderMemoryError(AppError):
    status = 422
    code = "reader_memory"

    def __init__(self, megabytes: int) -> None:
        super().__init__(
            f"Opening this PDF needs more than {megabytes:,} MB of memory. "
            "It may be damaged; saving it again from another program may help."
        )


class PageFailedError(AppError):
    """One page could not be read; `reason` is short, `explanation` half a sentence."""

    status = 422
    code = "page_failed"

    def __init__(
        self,
        page: int,
        reason: PageFault = "damaged",
        *,
        seconds: int = 0,
        megabytes: int = 0,
    ) -> None:
        explanation = _FAULTS[reason].format(seconds=seconds, megabytes=megabytes)
        super().__init__(f"Page {page} could not be read: {explanation}.")
        self.page = page
        self.reason: PageFault = reason
        self.explanation = explanation
