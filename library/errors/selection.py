"""What may be wrong with a selection of documents, or with what is to be done to it."""

from pdfsum.lib.errors import AppError


class NothingSelectedError(AppError):
    status = 422
    code = "nothing_selected"

    def __init__(self) -> None:
        super().__init__("Nothing is selected. Tick the documents first.")


class TooManySelectedError(AppError):
    status = 422
    code = "too_many_selected"

    def __init__(self, most: int) -> None:
        super().__init__(
            f"These are more than {most:,} documents. Select all that match instead."
        )


class NoTagNamedError(AppError):
    status = 422
    code = "no_tag_named"

    def __init__(self) -> None:
        super().__init__("Name one or more tags first.")


class UnknownFilterError(AppError):
    status = 422
    code = "unknown_filter"

    def __init__(self) -> None:
        super().__init__(
            "The filters of this page could not be read, so nothing was changed. "
            "Reload the page and select again."
        )


class UnknownActionError(AppError):
    status = 422
    code = "unknown_action"

    def __init__(self) -> None:
        super().__init__("There is no such action. Reload the page and try again.")
