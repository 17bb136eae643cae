import pytest
from PIL import Image

from pdfsum.engines.errors import PageFailedError
from pdfsum.engines.pdf_pictures import PictureLimits, picture_size
from tests import hostile_pdfs, pdfs


def as_image(picture):
    mode = "RGB" if picture.channels == 3 else "L"
    return Image.frombytes(mode, (picture.width, picture.height), picture.pixels)


def test_a_page_is_gray_and_as_large_as_asked_for(open_pdf):
    picture = open_pdf(pdfs.scanned_pdf()).render(1, dpi=150)
    assert (picture.width, picture.height, picture.channels) == (1240, 1753, 1)
    assert as_image(picture).getextrema() == (20, 250)


def test_rows_have_no_padding(open_pdf):
    """595 points are no multiple of four, to which pdfium fills its rows."""
    picture = open_pdf(pdfs.scanned_pdf()).render(1, dpi=72)
    assert picture.width % 4
    assert len(picture.pixels) == picture.width * picture.height
    column = as_image(picture).crop((0, 300, 2, picture.height))
    assert column.getextrema() == (250, 250)


def test_colours_come_as_red_green_blue(open_pdf):
    reader = open_pdf(pdfs.text_pdf(["Words."]))
    picture = reader.render(1, dpi=72, colour=True)
    assert picture.channels == 3
    assert as_image(picture).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_a_turned_page_is_rendered_as_shown(open_pdf, angle):
    upright = as_image(open_pdf(pdfs.rotated_pdf(0)).render(1, dpi=36))
    turned = as_image(open_pdf(pdfs.rotated_pdf(angle)).render(1, dpi=36))
    back = turned.rotate(angle, expand=True)
    assert back.size == upright.size
    differences = [
        abs(a - b) for a, b in zip(*map(_small, (back, upright)), strict=True)
    ]
    assert max(differences) < 40


def test_a_cropped_page_shows_what_is_left(open_pdf):
    picture = open_pdf(pdfs.cropped_pdf()).render(1, dpi=72)
    assert (picture.width, picture.height) == (540, 760)


def test_notes_and_form_fields_are_drawn(open_pdf):
    image = as_image(open_pdf(hostile_pdfs.form_pdf()).render(1, dpi=72))
    assert image.getpixel((450, 650)) == 0
    field = image.crop((50, 160, 250, 200))
    assert field.getextrema()[0] == 0
    assert field.getpixel((195, 35)) == 128


def test_a_picture_keeps_to_the_limits():
    def size(width, height, *, pixels=1_000_000, side=14_400):
        return picture_size(width, height, dpi=72, limits=PictureLimits(pixels, side))

    assert size(500, 800) == (500, 800)
    assert size(2000, 2000) == (1000, 1000)
    assert size(20_000, 20, side=10_000) == (10_000, 10)
    assert size(20_000, 0.001) == (14_400, 1)


def test_a_page_that_is_not_there_has_no_picture(open_pdf):
    with pytest.raises(PageFailedError):
        open_pdf(pdfs.text_pdf()).render(2, dpi=72)


def _small(image):
    return list(image.resize((20, 20), Image.Resampling.BOX).tobytes())
