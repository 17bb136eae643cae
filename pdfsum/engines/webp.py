"""Rendered pages as WebP: what browsers show, in a tenth of the bytes."""

from io import BytesIO

from PIL import Image

from pdfsum.engines.pdf import Picture

# Of docs/performance.md: method 2 takes half the time of 4 for 2 % more bytes.
QUALITY, METHOD = 80, 2


def to_webp(
    picture: Picture, *, width: int | None = None, tallest: int | None = None
) -> bytes:
    """The picture, scaled to `width` and cut off below `tallest` pixels if given.

    A picture that is narrower stays as it is: nothing is gained by blowing it up.
    """
    mode = "RGB" if picture.channels == 3 else "L"
    image = Image.frombytes(mode, (picture.width, picture.height), picture.pixels)
    if width and image.width > width:
        height = max(1, round(image.height * width / image.width))
        image = image.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
    if tallest and image.height > tallest:
        image = image.crop((0, 0, image.width, tallest))
    encoded = BytesIO()
    image.save(encoded, "WEBP", quality=QUALITY, method=METHOD)
    return encoded.getvalue()
