"""Starts the child process that holds a PDF open."""

from pathlib import Path
from typing import NoReturn

from pdfsum.engines.child_process import ChildLostError, ChildProcess, ChildRefusedError
from pdfsum.engines.child_server import Limits
from pdfsum.engines.errors import (
    NoPagesError,
    PasswordRequiredError,
    ReaderMemoryError,
    ReaderTimeoutError,
    TooManyPagesError,
    UnreadablePdfError,
    UnsupportedEncryptionError,
)
from pdfsum.lib.conf import settings

# A file of 400 MB opens in 2 s here; what takes longer was made to.
OPEN_SECONDS = 30.0
_CHANNELS = 3


def open_pdf(
    path: Path, password: str = "", *, cpu_seconds: int | None = None
) -> tuple[ChildProcess, int]:
    """The child and the number of pages. Raises what stands in the way.

    UnreadablePdfError, UnsupportedEncryptionError, PasswordRequiredError,
    TooManyPagesError, NoPagesError, ReaderTimeoutError or ReaderMemoryError.
    """
    limits = Limits(
        settings.PDFSUM_READER_MEMORY_MB,
        cpu_seconds or settings.PDFSUM_DOCUMENT_CPU_SECONDS,
    )
    child = ChildProcess(
        "pdfsum.engines.pdf_child",
        limits,
        largest_payload=_CHANNELS * settings.PDFSUM_MAX_PICTURE_PIXELS,
    )
    try:
        count = child.ask(
            "open",
            seconds=OPEN_SECONDS,
            path=str(path.absolute()),
            password=password,
            max_pages=settings.PDFSUM_MAX_PAGES,
        ).result
    except ChildRefusedError as exc:
        child.stop()
        _explain(exc, has_password=bool(password))
    except ChildLostError as exc:
        raise _as_error(exc) from exc
    except BaseException:
        child.stop()
        raise
    return child, count


def _explain(refusal: ChildRefusedError, *, has_password: bool) -> NoReturn:
    match refusal.error:
        case "password":
            error: Exception = PasswordRequiredError(wrong=has_password)
        case "security":
            error = UnsupportedEncryptionError()
        case "no_pages":
            error = NoPagesError()
        case "too_many_pages":
            error = TooManyPagesError(refusal.detail, settings.PDFSUM_MAX_PAGES)
        case "memory":
            error = ReaderMemoryError(settings.PDFSUM_READER_MEMORY_MB)
        case _:
            error = UnreadablePdfError()
    raise error from refusal


def _as_error(lost: ChildLostError) -> Exception:
    match lost.loss:
        case "time" | "cpu":
            return ReaderTimeoutError()
        case "memory":
            return ReaderMemoryError(settings.PDFSUM_READER_MEMORY_MB)
        case _:
            return UnreadablePdfError()
