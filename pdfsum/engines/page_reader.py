"""Pages of a PDF as text: the file's own, or recognised where it has none."""

from pathlib import Path

from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.ocr import DPI, OcrReader
from pdfsum.engines.pdf import PageText, PdfFacts, PdfReader
from pdfsum.engines.usable_text import better, needs_ocr
from pdfsum.lib.closing import Closing
from pdfsum.lib.conf import settings


class PageReader(Closing):
    """Reads one file. Opening it raises what `PdfReader` raises.

    Not for use by two threads at once.
    """

    def __init__(self, path: Path) -> None:
        self._pdf = PdfReader(path)
        self._ocr = OcrReader()

    @property
    def facts(self) -> PdfFacts:
        return self._pdf.facts

    def read(self, number: int) -> PageText:
        """The page. One that cannot be read says so in `source` and `failure`."""
        try:
            page = self._pdf.read_page(number)
            if needs_ocr(page, settings.OCR_MODE):
                return self._recognise(page)
        except PageFailedError as exc:
            return PageText(
                number, "", 0.0, 0.0, "failed", b"", failure=exc.explanation
            )
        return page

    def close(self) -> None:
        self._pdf.close()
        self._ocr.close()

    def _recognise(self, page: PageText) -> PageText:
        picture = self._pdf.render(page.number, dpi=DPI)
        recognised = self._ocr.read(
            picture, number=page.number, width=page.width, height=page.height
        )
        return better(page, recognised)
