"""Pages read from their pictures, in a child process with limits."""

import logging
import math
import time
from collections.abc import Sequence
from typing import Any

from pdfsum.engines import ocr_map
from pdfsum.engines.child_process import (
    ChildLostError,
    ChildProcess,
    ChildRefusedError,
    Loss,
)
from pdfsum.engines.child_server import Limits
from pdfsum.engines.errors import PageFailedError, PageFault
from pdfsum.engines.pdf import Box, PageText, Picture
from pdfsum.engines.reading_budget import LOST_PAGES
from pdfsum.lib.closing import Closing
from pdfsum.lib.conf import settings

__all__ = ["DPI", "OcrReader", "boxes"]

logger = logging.getLogger(__name__)

# Print of 6 points is read at 150, and 200 or 300 find no more: docs/ocr.md.
DPI = 150
# Address space. Ordinary pages hold 420 MB at most and map 1.3 GB.
MEMORY_MB = 3072
# Of PDFSUM_PAGE_SECONDS: a dense page takes 3 s of two cores that others want too.
_PATIENCE = 4
_FILES = 128
# A limit on processor time can only be set for the life of a child: each page has
# PDFSUM_PAGE_SECONDS on average, four times what a dense one takes.
_PAGES_PER_CHILD = 100
_LARGEST_MAP = 16 * 1024**2
_FAULTS: dict[Loss, PageFault] = {
    "time": "time",
    "cpu": "time",
    "memory": "memory",
    "crash": "crash",
}


class OcrReader(Closing):
    """Reads pictures of pages; for one document, and not for two threads at once.

    The child starts with the first page: half a second and 110 MB. A page that crashes,
    hangs or bloats it raises PageFailedError, and the next gets a fresh child.
    """

    def __init__(self) -> None:
        self._process: ChildProcess | None = None
        self._peak_memory = 0
        self._lost_seconds = 0.0
        self._pages_left = 0

    @property
    def peak_memory(self) -> int:
        """Bytes that the largest child of this reader has held, where known."""
        running = self._process.peak_memory if self._process else 0
        return max(self._peak_memory, running)

    def read(
        self, picture: Picture, *, number: int, width: float, height: float
    ) -> PageText:
        """Its source is "ocr", or "empty" if nothing is legible. Sizes in points."""
        result, text_map = self._ask(picture, number, width, height)
        text: str = result["text"]
        heading = result["main_heading"]
        return PageText(
            number=number,
            text=text,
            width=width,
            height=height,
            source="ocr" if text else "empty",
            text_map=text_map,
            headings=tuple((start, end) for start, end in result["headings"]),
            main_heading=tuple(heading) if heading else None,
        )

    def close(self) -> None:
        if self._process:
            self._process.stop()
            self._peak_memory = self.peak_memory
            self._process = None

    def _ask(
        self, picture: Picture, number: int, width: float, height: float
    ) -> tuple[dict[str, Any], bytes]:
        seconds = _PATIENCE * settings.PDFSUM_PAGE_SECONDS
        if self._lost_seconds >= LOST_PAGES * seconds:
            raise PageFailedError(number, "given_up")
        start = time.monotonic()
        cause: ChildRefusedError | ChildLostError
        try:
            reply = self._child().ask(
                "read",
                seconds=seconds,
                payload=picture.pixels,
                width=picture.width,
                height=picture.height,
                channels=picture.channels,
                page_width=width,
                page_height=height,
            )
        except ChildRefusedError as exc:
            if exc.error == "exception":
                logger.error("OCR of a page failed with %s.", exc.detail)
            fault: PageFault = "memory" if exc.error == "memory" else "crash"
            cause = exc
        except ChildLostError as exc:
            fault, cause = _FAULTS[exc.loss], exc
        else:
            return reply.result, reply.payload
        # Also one that only refused: what its libraries hold by then is not known.
        self.close()
        self._lost_seconds += time.monotonic() - start
        raise PageFailedError(
            number, fault, seconds=seconds, megabytes=MEMORY_MB
        ) from cause

    def _child(self) -> ChildProcess:
        if self._pages_left == 0:
            self.close()
        self._pages_left -= 1
        if self._process is None:
            self._pages_left = _PAGES_PER_CHILD - 1
            limits = Limits(
                MEMORY_MB,
                math.ceil(_PAGES_PER_CHILD * settings.PDFSUM_PAGE_SECONDS),
                files=_FILES,
                threads=True,
            )
            self._process = ChildProcess(
                "pdfsum.engines.ocr_child", limits, largest_payload=_LARGEST_MAP
            )
        return self._process


def boxes(text_map: bytes, spans: Sequence[tuple[int, int]]) -> list[Box]:
    """Boxes of spans of the stored text of an "ocr" page, without its file.

    Raises ValueError for a map of another kind.
    """
    return [Box(*rect) for rect in ocr_map.rects(text_map, spans)]
