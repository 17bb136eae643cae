from pdfsum.lib.errors import AppError


class UnreadablePdfError(AppError):
    status = 422
    code = "unreadable_pdf"

    def __init__(self, message: str = "") -> None:
        super().__init__(
            message or "This file is damaged or is not a PDF, so it cannot be read."
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


class TooManyPagesError(AppError):
    status = 422
    code = "too_many_pages"

    def __init__(self, page_count: int, limit: int) -> None:
        super().__init__(
            f"This PDF says it has {page_count:,} pages. "
            f"The most that can be read is {limit:,}."
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


class PageFailedError(AppError):
    """One page crashed the reader, ran out of time or memory, or is damaged."""

    status = 422
    code = "page_failed"

    def __init__(self, page: int) -> None:
        super().__init__(f"Page {page} could not be read.")
        self.page = page
