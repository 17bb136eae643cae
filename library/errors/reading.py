"""What cannot be read or summed up."""

from pdfsum.lib.errors import AppError


class EmbedderChangedError(AppError):
    status = 503
    code = "embedder_changed"

    def __init__(self, *, configured: str, stored: str) -> None:
        super().__init__(
            f"This library's vectors are of the model {stored}, and {configured} is "
            "configured. Set EMBEDDING_MODEL_PATH back."
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
