"""Protected PDFs."""

from pdfsum.lib.errors import AppError


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
