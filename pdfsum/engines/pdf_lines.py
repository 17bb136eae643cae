"""Lines of a PDF page as pdfium orders them, with places on the page as displayed."""

import ctypes
import re
from typing import Any

import pypdfium2.raw as pdfium

from pdfsum.engines.arabic import in_logical_order
from pdfsum.engines.lines import Line, Rect, Word
from pdfsum.engines.mending import READER_HYPHENS
from pdfsum.engines.pdf_words import find_words, one_by_one, typical_word

# More than any page that people read; a content bomb can make millions.
MAX_CHARACTERS = 500_000
# Of the line height: lines printed twice, for bold type or a shadow, are nearer.
_SAME_PLACE = 0.25

_LINE = re.compile(rf"[^\r\n{READER_HYPHENS}]*(?:[{READER_HYPHENS}]|\r\n|\r|\n|$)")
_BOLD = re.compile(rb"bold|black|heavy|semibold|demi", re.IGNORECASE)
_SCALE = 1000
# Of the line height: what neighbours overhang by in ordinary fonts.
_RIM = 0.1


def _is_same_place(rect: Rect, other: Rect) -> bool:
    limit = _SAME_PLACE * (rect.y1 - rect.y0)
    return abs(rect.x0 - other.x0) < limit and abs(rect.y0 - other.y0) < limit


def _without_rim(rect: Rect) -> Rect:
    high, wide = rect.y1 - rect.y0, rect.x1 - rect.x0
    rim = _RIM * min(high, wide)
    x, y = (rim, 2 * rim) if wide > high else (2 * rim, rim)
    return Rect(rect.x0 + x, rect.y0 + y, rect.x1 - x, rect.y1 - y)


class Sheet:
    """A loaded page and its text. Close it: pdfium holds the memory."""

    def __init__(self, document: Any, index: int) -> None:
        """Raises ValueError if pdfium cannot load the page."""
        self._page = pdfium.FPDF_LoadPage(document, index)
        if not self._page:
            raise ValueError("The page cannot be loaded.")
        self.width: float = pdfium.FPDF_GetPageWidthF(self._page)
        self.height: float = pdfium.FPDF_GetPageHeightF(self._page)
        self._text = pdfium.FPDFText_LoadPage(self._page)
        if not self._text:
            pdfium.FPDF_ClosePage(self._page)
            raise ValueError("The text of the page cannot be loaded.")
        self._matrix = self._page_to_display()
        self._box = pdfium.FS_RECTF()
        count = pdfium.FPDFText_CountChars(self._text)
        self.count: int = max(0, min(count, MAX_CHARACTERS))

    def close(self) -> None:
        pdfium.FPDFText_ClosePage(self._text)
        pdfium.FPDF_ClosePage(self._page)

    def _page_to_display(self) -> tuple[float, ...]:
        """a..f with x' = ax + cy + e and y' = bx + dy + f, rotation and crop included.

        Text boxes know neither: pdfium's own mapping is asked at three points, once.
        """
        points = []
        for x, y in ((0, 0), (_SCALE, 0), (0, _SCALE)):
            right, down = ctypes.c_int(), ctypes.c_int()
            width, height = int(self.width * _SCALE), int(self.height * _SCALE)
            pdfium.FPDF_PageToDevice(
                self._page, 0, 0, width, height, 0, x, y, right, down
            )
            points.append((right.value / _SCALE, down.value / _SCALE))
        (e, f), (ax, ay), (bx, by) = points
        return (
            (ax - e) / _SCALE,
            (ay - f) / _SCALE,
            (bx - e) / _SCALE,
            (by - f) / _SCALE,
            e,
            f,
        )

    def characters(self) -> str:
        """One Python character for each of the reader's, so that indices agree."""
        count = self.count
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium.FPDFText_GetText(self._text, 0, count, buffer)
        # pdfium leaves out what it cannot name, and splits what UTF-16 splits.
        if written == count + 1:
            text = bytes(buffer)[: 2 * count].decode("utf-16-le", "surrogatepass")
            if len(text) == count:
                return in_logical_order(text, self.rect)
        get = pdfium.FPDFText_GetUnicode
        codes = (get(self._text, index) for index in range(count))
        return "".join(chr(code) if code <= 0x10FFFF else "\0" for code in codes)

    def rect(self, index: int) -> Rect | None:
        """The character's box at full line height, or None if it has none."""
        box = self._box
        if not pdfium.FPDFText_GetLooseCharBox(self._text, index, box):
            return None
        if box.left == box.right or box.top == box.bottom:
            return None
        a, b, c, d, e, f = self._matrix
        x0, x1 = a * box.left + c * box.top + e, a * box.right + c * box.bottom + e
        y0, y1 = b * box.left + d * box.top + f, b * box.right + d * box.bottom + f
        return Rect(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def runs_sideways(self, index: int) -> bool:
        """Whether the character's line runs up or down the page as displayed."""
        matrix = pdfium.FS_MATRIX()
        if not pdfium.FPDFText_GetMatrix(self._text, index, matrix):
            return False
        a, b, c, d, _, _ = self._matrix
        across = a * matrix.a + c * matrix.b
        down = b * matrix.a + d * matrix.b
        return bool(abs(down) > abs(across))

    def text_under(self, rect: Rect) -> str:
        """pdfium's own text of an area given in displayed points.

        It takes every character that touches the area, so the rim is left out: boxes
        have full line height and lines stand close.
        """
        rect = _without_rim(rect)
        a, b, c, d, e, f = self._matrix
        scale = a * d - b * c
        xs, ys = [], []
        for x, y in ((rect.x0 - e, rect.y0 - f), (rect.x1 - e, rect.y1 - f)):
            xs.append((d * x - c * y) / scale)
            ys.append((a * y - b * x) / scale)
        area = (min(xs), max(ys), max(xs), min(ys))
        size = pdfium.FPDFText_GetBoundedText(self._text, *area, None, 0)
        buffer = (ctypes.c_ushort * (size + 1))()
        size = pdfium.FPDFText_GetBoundedText(self._text, *area, buffer, size)
        return bytes(buffer)[: 2 * size].decode("utf-16-le", "replace").rstrip("\0")

    def lines(self, characters: str) -> list[Line]:
        """pdfium's lines that have a place on the page, in its order, each once."""
        found: list[Line] = []
        printed: dict[str, list[Rect]] = {}
        for match in _LINE.finditer(characters):
            for words in one_by_one(find_words(characters, *match.span(), self.rect)):
                start, end = words[0].start, words[-1].end
                text, rect = characters[start:end], words[0].rect
                places = printed.setdefault(text, [])
                if any(_is_same_place(rect, place) for place in places):
                    continue
                places.append(rect)
                size, bold = self._type(words)
                found.append(Line(start, end, text, words, size, bold))
        return found

    def _type(self, words: list[Word]) -> tuple[float, bool]:
        """Size in points of the longest word; bold if it, the first and last are.

        Of the longest in the height that most letters of the line have: small capitals
        and the marks of notes say nothing of the others.
        """
        longest = typical_word(words)
        middle = (longest.start + longest.end) // 2
        matrix = pdfium.FS_MATRIX()
        size: float = pdfium.FPDFText_GetFontSize(self._text, middle)
        if pdfium.FPDFText_GetMatrix(self._text, middle, matrix):
            # A font of size 1 under a matrix of 12 is as common as the other way round.
            size *= (matrix.c**2 + matrix.d**2) ** 0.5
        if not 1 <= size <= 1000:
            size = max(1.0, min(longest.rect.y1 - longest.rect.y0, 1000.0))
        ends = [words[0].end - 1, words[-1].start]
        if longest is not words[0] and words[0].end - words[0].start == 1:
            # A bullet is in a font of its own.
            ends[0] = words[1].start
        return size, all(self._is_bold(index) for index in {middle, *ends})

    def _is_bold(self, index: int) -> bool:
        if pdfium.FPDFText_GetFontWeight(self._text, index) >= 600:
            return True
        name, flags = ctypes.create_string_buffer(100), ctypes.c_int()
        pdfium.FPDFText_GetFontInfo(self._text, index, name, len(name), flags)
        return bool(_BOLD.search(name.value))
