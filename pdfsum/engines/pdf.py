"""PDF pages as text with places, read in a child process with limits."""

import base64
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, NoReturn, Self, cast

from pdfsum.engines.errors import (
    NoPagesError,
    PageFailedError,
    PasswordRequiredError,
    ReaderTimeoutError,
    TooManyPagesError,
    UnreadablePdfError,
)
from pdfsum.engines.pdf_process import ChildLostError, ChildRefusedError, PdfProcess
from pdfsum.engines.text_map import TextMap

# A 605-byte file can claim a million pages.
MAX_PAGES = 5000
OPEN_SECONDS = 30.0
PAGE_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as stored. `number` from 1, sizes in points as displayed.

    `headings` are spans [start, end) of `text`, `main_heading` the one in the largest
    type; `text_map` is for `TextMap.decode`.
    """

    number: int
    text: str
    width: float
    height: float
    source: Literal["text", "empty", "failed"]
    text_map: bytes
    headings: tuple[tuple[int, int], ...] = ()
    main_heading: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """`title` and `author` as the file states them, cleaned; "" if it does not."""

    page_count: int
    title: str
    author: str


@dataclass(frozen=True, slots=True)
class Box:
    """Points from the top-left corner of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float


class PdfReader:
    """Reads one file. Opens it at once and raises what stands in the way.

    UnreadablePdfError, PasswordRequiredError, TooManyPagesError, NoPagesError or
    ReaderTimeoutError. A page that crashes or hangs the reader raises PageFailedError
    and leaves the others readable: the next call starts a fresh child. Not for use by
    two threads at once.
    """

    def __init__(self, path: Path, *, password: str = "") -> None:
        self._path = path
        self._password = password
        self._process: PdfProcess | None = None
        self.facts = self._open()

    def read_page(self, number: int) -> PageText:
        result = self._ask_page(number, "page")
        text: str = result["text"]
        return PageText(
            number=number,
            text=text,
            width=result["width"],
            height=result["height"],
            source="text" if text else "empty",
            text_map=base64.b64decode(result["text_map"]),
            headings=tuple((start, end) for start, end in result["headings"]),
            main_heading=tuple(result["main_heading"])
            if result["main_heading"]
            else None,
        )

    def boxes(
        self, number: int, text_map: bytes, spans: Sequence[tuple[int, int]]
    ) -> list[Box]:
        """Boxes of spans of the stored text, one for each stretch of a line."""
        decoded = TextMap.decode(text_map)
        wanted = [
            reader_span for span in spans for reader_span in decoded.reader_spans(*span)
        ]
        rects = self._ask_page(number, "boxes", spans=wanted)
        return [Box(*rect) for rect in rects]

    def text_under(self, number: int, box: Box) -> str:
        """pdfium's own text of an area: a check on `boxes` that uses no map of ours."""
        area = [box.x0, box.y0, box.x1, box.y1]
        found: str = self._ask_page(number, "text_under", box=area)
        return found

    def close(self) -> None:
        if self._process:
            self._process.stop()
            self._process = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self) -> PdfFacts:
        process = PdfProcess()
        try:
            facts = process.ask(
                "open",
                seconds=OPEN_SECONDS,
                path=str(self._path.absolute()),
                password=self._password,
                max_pages=MAX_PAGES,
            )
        except ChildRefusedError as exc:
            process.stop()
            self._explain(exc)
        except ChildLostError as exc:
            process.stop()
            error = ReaderTimeoutError() if exc.timed_out else UnreadablePdfError()
            raise error from exc
        except BaseException:
            process.stop()
            raise
        self._process = process
        title, author = clean_fact(facts["title"]), clean_fact(facts["author"])
        return PdfFacts(facts["page_count"], title, author)

    def _explain(self, refusal: ChildRefusedError) -> NoReturn:
        match refusal.error:
            case "password":
                error: Exception = PasswordRequiredError(wrong=bool(self._password))
            case "security":
                error = UnreadablePdfError(
                    "This PDF is protected in a way that cannot be opened here."
                )
            case "no_pages":
                error = NoPagesError()
            case "too_many_pages":
                error = TooManyPagesError(refusal.detail, MAX_PAGES)
            case _:
                error = UnreadablePdfError()
        raise error from refusal

    def _ask_page(self, number: int, action: str, **values: Any) -> Any:
        if self._process is None:
            self._open()
        try:
            # `_open` has set it, or raised.
            return cast(PdfProcess, self._process).ask(
                action, seconds=PAGE_SECONDS, number=number, **values
            )
        except ChildRefusedError as exc:
            raise PageFailedError(number) from exc
        except ChildLostError as exc:
            self.close()
            raise PageFailedError(number) from exc


def clean_fact(value: str) -> str:
    """A line of metadata without controls, lone surrogates and doubled blanks."""
    kept = "".join(
        " " if letter.isspace() else letter
        for letter in value
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs", "Cn")
    )
    return unicodedata.normalize("NFC", re.sub(r" +", " ", kept).strip())[:500]
