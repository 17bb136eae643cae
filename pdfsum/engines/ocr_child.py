"""The child process that reads pictures of pages: actions for `child_server`.

rapidocr, opencv and onnxruntime see pixels that strangers chose. Here they may crash,
hang or eat memory, and cost one page.
"""

import ctypes
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from statistics import fmean
from typing import Any

import numpy as np

from pdfsum.engines import ocr_map
from pdfsum.engines.child_server import Action, Answer
from pdfsum.engines.ocr_lines import make_lines
from pdfsum.engines.ocr_models import OcrModels, Pixels
from pdfsum.engines.ocr_reading import SeenLine, read_picture
from pdfsum.engines.page_text import assemble

# Lines below are rubbish: print of scripts the model knows scores 0.9 and more, scans
# of newspapers 0.8, patterns and photos 0.3 to 0.6.
_LINE_SCORE = 0.6
# Few letters on a page have to be surer: a photo gives a stray "1" or "LI".
_FEW_LETTERS = 12
_FEW_SCORE = 0.8
_FEWEST_LETTERS = 2
# The model gives blanks for letters that it does not know: two of five characters of
# Greek with accents, nine of ten in Cyrillic, Arabic and Hebrew.
_MAX_BLANKS = 0.35
# Lines are found at 110 dpi, where print of 6 points still is, within these bounds.
_FINDING_DPI = 110
_LEAST_SIDE, _LARGEST_SIDE = 640, 1920
_SMALLEST_PICTURE = 8


def actions() -> Mapping[str, Action]:
    return {"read": read}


def read(
    payload: bytes,
    width: int,
    height: int,
    channels: int,
    page_width: float,
    page_height: float,
) -> Answer:
    """The text and headings of a page in points; the payload is its text map."""
    lines = []
    if min(width, height) >= _SMALLEST_PICTURE:
        picture = _picture(payload, width, height, channels)
        side = round(max(page_width, page_height) / 72 * _FINDING_DPI)
        side = min(max(side, _LEAST_SIDE), _LARGEST_SIDE)
        page = read_picture(_models(), picture, side=side)
        lines = legible(page.lines)
        _give_back()
    if not lines:
        return Answer({"text": "", "headings": [], "main_heading": None}, b"")
    made = make_lines(page, (page_width / width, page_height / height), lines)
    text = assemble(made.characters, made.lines)
    result = {
        "text": text.text,
        "headings": text.headings,
        "main_heading": text.main_heading,
    }
    return Answer(result, ocr_map.encode(text.text_map, made.words))


def legible(lines: Sequence[SeenLine]) -> list[SeenLine]:
    """The lines that say something, or none where all of them together do not."""
    kept = [
        line
        for line in lines
        if line.reading.score >= _LINE_SCORE and _has_letters(line.reading.text)
    ]
    letters = sum(char.isalnum() for line in kept for char in line.reading.text)
    if letters < _FEWEST_LETTERS:
        return []
    surest = fmean(line.reading.score for line in kept)
    return kept if letters >= _FEW_LETTERS or surest >= _FEW_SCORE else []


def _has_letters(text: str) -> bool:
    return bool(text.strip()) and (
        text.count(" ") <= _MAX_BLANKS * len(text) or not any(map(str.isalpha, text))
    )


def _picture(pixels: bytes, width: int, height: int, channels: int) -> Pixels:
    rows = np.frombuffer(pixels, dtype=np.uint8).reshape(height, width, channels)
    return np.repeat(rows, 3, axis=2) if channels == 1 else rows


@cache
def _models() -> OcrModels:
    return OcrModels()


def _give_back() -> None:
    """Have glibc return what the page needed, so that the child stays small."""
    if sys.platform == "linux":
        trim: Any = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim:
            trim(0)
