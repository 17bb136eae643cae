"""Pages of an open PDF as pictures. Runs in the child process."""

import ctypes
import math
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

_POINTS_PER_INCH = 72
_WHITE = 0xFFFFFFFF


class PictureLimits(NamedTuple):
    """`side` in points: a longer page is rendered as if it were that long."""

    pixels: int
    side: int


class Rendered(NamedTuple):
    """`pixels` row by row without padding; `channels` 1 is gray, 3 is RGB."""

    width: int
    height: int
    channels: int
    pixels: bytes


class Form:
    """The form fields of a document, which pdfium draws by a separate call."""

    def __init__(self, document: Any) -> None:
        self._info = pdfium.FPDF_FORMFILLINFO(version=2)
        self._form = None
        if pdfium.FPDF_GetFormType(document) != pdfium.FORMTYPE_NONE:
            self._form = pdfium.FPDFDOC_InitFormFillEnvironment(document, self._info)

    def draw(self, bitmap: Any, page: Any, width: int, height: int, flags: int) -> None:
        if self._form:
            area = (0, 0, width, height)
            pdfium.FORM_OnAfterLoadPage(page, self._form)
            pdfium.FPDF_FFLDraw(self._form, bitmap, page, *area, 0, flags)
            pdfium.FORM_OnBeforeClosePage(page, self._form)


def render(
    page: Any, form: Form, *, dpi: float, limits: PictureLimits, colour: bool
) -> Rendered:
    """The page as displayed: turned, cropped, with annotations and form fields.

    Raises ValueError if the page has no size or pdfium gets no memory for it.
    """
    points = (pdfium.FPDF_GetPageWidthF(page), pdfium.FPDF_GetPageHeightF(page))
    width, height = picture_size(*points, dpi=dpi, limits=limits)
    channels = 3 if colour else 1
    kind = pdfium.FPDFBitmap_BGR if colour else pdfium.FPDFBitmap_Gray
    flags = pdfium.FPDF_ANNOT
    flags |= pdfium.FPDF_REVERSE_BYTE_ORDER if colour else pdfium.FPDF_GRAYSCALE
    bitmap = pdfium.FPDFBitmap_CreateEx(width, height, kind, None, 0)
    if not bitmap:
        raise ValueError("There is no memory for the picture.")
    try:
        pdfium.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, _WHITE)
        pdfium.FPDF_RenderPageBitmap(bitmap, page, 0, 0, width, height, 0, flags)
        form.draw(bitmap, page, width, height, flags)
        return Rendered(width, height, channels, _rows(bitmap, width * channels))
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)


def picture_size(
    width: float, height: float, *, dpi: float, limits: PictureLimits
) -> tuple[int, int]:
    """Pixels of a page of that many points: as many as the limits allow."""
    if not (0 < width < math.inf and 0 < height < math.inf):
        raise ValueError("The page has no size.")
    longest = max(width, height)
    scale = min(longest, limits.side) / longest * dpi / _POINTS_PER_INCH
    scale = min(scale, math.sqrt(limits.pixels / width / height))
    return max(1, int(width * scale)), max(1, int(height * scale))


def _rows(bitmap: Any, row: int) -> bytes:
    stride = pdfium.FPDFBitmap_GetStride(bitmap)
    height = pdfium.FPDFBitmap_GetHeight(bitmap)
    start = pdfium.FPDFBitmap_GetBuffer(bitmap)
    data = ctypes.cast(start, ctypes.POINTER(ctypes.c_ubyte * (stride * height)))
    view = memoryview(data.contents).cast("B")
    if stride == row:
        return bytes(view)
    return b"".join(
        view[stride * number : stride * number + row] for number in range(height)
    )
