"""Scanned PDFs made in code: pages of text drawn by pdfium, kept as pictures only.

pdfium brings the standard PDF fonts along, so that no font of the system is needed.
"""

import random
from collections.abc import Sequence

import pypdfium2
from fpdf import FPDF
from PIL import Image, ImageChops

from tests import pdfs

_A4 = (595.28, 841.89)


def draw(data: bytes, *, page: int = 0, dpi: float = 150) -> Image.Image:
    """A page of a PDF in grey."""
    document = pypdfium2.PdfDocument(data)
    try:
        return document[page].render(scale=dpi / 72).to_pil().convert("L")
    finally:
        document.close()


def scan(
    pictures: Sequence[Image.Image], *, size: tuple[float, float] | None = None
) -> bytes:
    """Each picture fills a page: A4, lying if the picture lies, unless given."""
    pdf = FPDF(unit="pt")
    pdf.set_creation_date(pdfs.MADE_AT)
    for picture in pictures:
        wide, high = size or (_A4 if picture.height >= picture.width else _A4[::-1])
        pdf.add_page(format=(wide, high))
        pdf.image(picture, x=0, y=0, w=wide, h=high)
    return bytes(pdf.output())


def letter(words: int = 90, *, seed: int = 3) -> bytes:
    """A page of text, with its text layer."""
    return pdfs.text_pdf([pdfs.make_paragraphs(words, seed=seed)])


def scanned(data: bytes, *, dpi: float = 150) -> bytes:
    """The same page without its text."""
    return scan([draw(data, dpi=dpi)])


def rotated(data: bytes, quarters: int) -> bytes:
    """Put into the scanner so many quarters of a turn clockwise."""
    return scan([draw(data).rotate(-90 * quarters, expand=True)])


def skewed(data: bytes, degrees: float) -> bytes:
    """Turned clockwise by a few degrees, about the middle."""
    turned = draw(data).rotate(-degrees, Image.Resampling.BICUBIC, fillcolor=255)
    return scan([turned])


def coarse(data: bytes, *, dpi: float = 75) -> bytes:
    return scan([draw(data, dpi=dpi)])


def noisy(data: bytes, *, strength: int = 60) -> bytes:
    """`strength` is the standard deviation, of 255."""
    page = draw(data)
    noise = Image.effect_noise(page.size, strength)
    return scan([ImageChops.add(page, noise, offset=-128)])


def photo(*, seed: int = 5) -> bytes:
    """Blots of all greys: a picture that says nothing."""
    chance = random.Random(seed)
    blots = Image.new("L", (24, 34))
    blots.putdata([chance.randrange(256) for _ in range(24 * 34)])
    return scan([blots.resize((1240, 1754), Image.Resampling.BICUBIC)])
