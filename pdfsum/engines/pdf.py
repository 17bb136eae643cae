"""PDF pages as text with places, read in a child process with limits."""

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pdfsum.engines.child_process import (
    ChildLostError,
    ChildProcess,
    ChildRefusedError,
    Loss,
    Reply,
)
from pdfsum.engines.errors import PageFailedError, PageFault
from pdfsum.engines.pdf_facts import OutlineEntry, PdfFacts, make_facts
from pdfsum.engines.pdf_opening import OPEN_SECONDS, open_pdf
from pdfsum.engines.reading_budget import ReadingBudget
from pdfsum.engines.text_map import TextMap
from pdfsum.engines.unlocking import unlock
from pdfsum.lib.closing import Closing
from pdfsum.lib.conf import settings
from pdfsum.lib.errors import AppError

__all__ = [
    "Box",
    "OutlineEntry",
    "PageText",
    "PdfFacts",
    "PdfReader",
    "Picture",
    "unlock",
]

logger = logging.getLogger(__name__)

_FAULTS: dict[Loss, PageFault] = {
    "time": "time",
    "cpu": "given_up",
    "memory": "memory",
    "crash": "crash",
}


@dataclass(frozen=True, slots=True)
class PageText:
    """One page as stored. `number` from 1, sizes in points as displayed.

    `headings` are spans [start, end) of `text`, `main_heading` the one in the largest
    type; `text_map` leads back to the page (`TextMap.decode`, for "ocr" `ocr.boxes`).
    `failure` says in half a sentence why a page "failed".
    """

    number: int
    text: str
    width: float
    height: float
    source: Literal["text", "ocr", "empty", "failed"]
    text_map: bytes
    headings: tuple[tuple[int, int], ...] = ()
    main_heading: tuple[int, int] | None = None
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """`pixels` row by row without padding; `channels` is 1 (gray) or 3 (RGB)."""

    width: int
    height: int
    pixels: bytes
    channels: int


@dataclass(frozen=True, slots=True)
class Box:
    """Points from the top-left corner of the page as displayed."""

    x0: float
    y0: float
    x1: float
    y1: float


class PdfReader(Closing):
    """Reads one file. Opens it at once and raises what stands in the way.

    See `open_pdf` for the errors. A page that crashes, hangs or bloats the reader
    raises PageFailedError and leaves the others readable: the next call starts a fresh
    child, until the document has used up its budget. Not for use by two threads at
    once, and only as long as the thread that reads is alive.
    """

    def __init__(self, path: Path, password: str = "") -> None:
        self._path = path
        self._password = password
        self._budget = ReadingBudget()
        self._peak_memory = 0
        self._process: ChildProcess | None = None
        self._process, count = open_pdf(path, password)
        self.facts = self._read_facts(count)

    @property
    def peak_memory(self) -> int:
        """Bytes that the largest child of this reader has held, where known."""
        running = self._process.peak_memory if self._process else 0
        return max(self._peak_memory, running)

    def read_page(self, number: int) -> PageText:
        result, text_map = self._ask_page(number, "page")
        text: str = result["text"]
        return PageText(
            number=number,
            text=text,
            width=result["width"],
            height=result["height"],
            source="text" if text else "empty",
            text_map=text_map,
            headings=tuple((start, end) for start, end in result["headings"]),
            main_heading=tuple(result["main_heading"])
            if result["main_heading"]
            else None,
        )

    def render(self, number: int, *, dpi: float, colour: bool = False) -> Picture:
        """The page as displayed, with annotations and form fields.

        Smaller than `dpi` says where the limits on pixels and page side want it.
        """
        limits = (settings.PDFSUM_MAX_PICTURE_PIXELS, settings.PDFSUM_MAX_PAGE_SIDE)
        made = self._ask_page(number, "render", dpi=dpi, colour=colour, limits=limits)
        width, height, channels = made.result
        return Picture(width, height, made.payload, channels)

    def boxes(
        self, number: int, text_map: bytes, spans: Sequence[tuple[int, int]]
    ) -> list[Box]:
        """Boxes of spans of the stored text, one for each stretch of a line."""
        decoded = TextMap.decode(text_map)
        wanted = [
            reader_span for span in spans for reader_span in decoded.reader_spans(*span)
        ]
        rects = self._ask_page(number, "boxes", spans=wanted).result
        return [Box(*rect) for rect in rects]

    def text_under(self, number: int, box: Box) -> str:
        """pdfium's own text of an area: a check on `boxes` that uses no map of ours."""
        area = [box.x0, box.y0, box.x1, box.y1]
        found: str = self._ask_page(number, "text_under", box=area).result
        return found

    def close(self) -> None:
        if self._process:
            self._process.stop()
            self._peak_memory = self.peak_memory
            self._process = None

    def _read_facts(self, count: int) -> PdfFacts:
        """A file whose facts hang or crash the reader may still have pages."""
        try:
            return make_facts(count, self._ask("facts", seconds=OPEN_SECONDS).result)
        except (ChildRefusedError, ChildLostError) as exc:
            logger.warning("The reader could not tell what a PDF states: %s.", exc)
            return PdfFacts(count)
        except BaseException:
            self.close()
            raise

    def _ask_page(self, number: int, action: str, **values: Any) -> Reply:
        seconds = settings.PDFSUM_PAGE_SECONDS
        try:
            return self._ask(action, seconds=seconds, number=number, **values)
        except _BudgetSpentError as exc:
            raise PageFailedError(number, "given_up") from exc
        except ChildRefusedError as exc:
            if exc.error == "exception":
                logger.error("Reading a page failed with %s.", exc.detail)
            reason: PageFault = "memory" if exc.error == "memory" else "damaged"
            raise self._failure(number, reason) from exc
        except ChildLostError as exc:
            raise self._failure(number, _FAULTS[exc.loss]) from exc
        except AppError as exc:
            # It opened before: what stands in the way now is the state it is in.
            raise self._failure(number, "crash") from exc

    def _failure(self, number: int, reason: PageFault) -> PageFailedError:
        return PageFailedError(
            number,
            reason,
            seconds=settings.PDFSUM_PAGE_SECONDS,
            megabytes=settings.PDFSUM_READER_MEMORY_MB,
        )

    def _ask(self, action: str, *, seconds: float, **values: Any) -> Reply:
        if self._budget.is_spent:
            raise _BudgetSpentError
        started = time.monotonic()
        try:
            child = self._child()
            return child.ask(action, seconds=seconds, **values)
        except (ChildLostError, AppError) as exc:
            if isinstance(exc, ChildLostError) and exc.loss == "cpu":
                self._budget.exhausted()
            self._budget.lost(self._process, time.monotonic() - started)
            self.close()
            raise
        finally:
            self._budget.waited(time.monotonic() - started)

    def _child(self) -> ChildProcess:
        if self._process is None:
            left = self._budget.cpu_seconds_left
            self._process, _ = open_pdf(self._path, self._password, cpu_seconds=left)
        return self._process


class _BudgetSpentError(Exception):
    """This document may cost no more."""
