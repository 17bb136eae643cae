"""Boxes of stored text: pdfium's own text under them must be that text."""

import random
import re

import pytest

from pdfsum.engines.highlights import merge
from pdfsum.engines.lines import Rect
from pdfsum.engines.sentences import split_sentences
from tests import pdfs

PAGES = {
    "plain": pdfs.text_pdf([pdfs.make_paragraphs(350, seed=8)]),
    "two columns": pdfs.multi_column_pdf(columns=2),
    "three columns": pdfs.multi_column_pdf(columns=3),
    "hyphens": pdfs.hyphenated_pdf(),
    "turned left": pdfs.rotated_pdf(90),
    "upside down": pdfs.rotated_pdf(180),
    "turned right": pdfs.rotated_pdf(270),
    "cropped": pdfs.cropped_pdf(),
    "cropped and turned": pdfs.cropped_pdf(angle=90),
    "german": pdfs.german_pdf(),
}


def solid(text):
    """Without what mending changes: blanks and hyphens."""
    return re.sub(r"[\s\-\u2010\ufffe\x02]", "", text)


@pytest.mark.parametrize("name", PAGES)
def test_the_text_under_the_boxes_is_the_text_asked_for(open_pdf, name):
    reader = open_pdf(PAGES[name])
    page = reader.read_page(1)
    chance = random.Random(name)  # noqa: S311
    words = [match.span() for match in re.finditer(r"\S+", page.text)]
    spans = split_sentences(page.text)
    for _ in range(12):
        first = chance.randrange(len(words))
        last = min(first + chance.randrange(40), len(words) - 1)
        spans.append((words[first][0], words[last][1]))
    for start, end in spans:
        boxes = reader.boxes(1, page.text_map, [(start, end)])
        under = " ".join(reader.text_under(1, box) for box in boxes)
        assert solid(under) == solid(page.text[start:end])


@pytest.mark.parametrize("name", PAGES)
def test_boxes_lie_on_the_page_as_shown(open_pdf, name):
    reader = open_pdf(PAGES[name])
    page = reader.read_page(1)
    boxes = reader.boxes(1, page.text_map, [(0, len(page.text))])
    visible = [
        box
        for box in boxes
        if box.x1 > 0 and box.y1 > 0 and box.x0 < page.width and box.y0 < page.height
    ]
    assert len(visible) > 0.9 * len(boxes)
    assert all(box.x0 < box.x1 and box.y0 < box.y1 for box in boxes)


def test_characters_far_apart_on_a_line_do_not_share_a_box():
    near, next_to_it, far = (Rect(x, 10, x + 5, 20) for x in (0, 6, 40))
    characters = [(rect, False) for rect in (near, next_to_it, far)]
    assert merge(characters) == [Rect(0, 10, 11, 20), far]


def test_a_line_is_one_box_and_the_first_is_on_top(open_pdf):
    reader = open_pdf(pdfs.hyphenated_pdf())
    page = reader.read_page(1)
    boxes = reader.boxes(1, page.text_map, [(0, len(page.text))])
    assert len(boxes) == 6
    assert [box.y0 for box in boxes] == sorted(box.y0 for box in boxes)
    assert boxes[0].y0 < 60


def test_columns_do_not_share_a_box(open_pdf):
    reader = open_pdf(pdfs.multi_column_pdf())
    page = reader.read_page(1)
    start = page.headings[0][1] + 2
    boxes = reader.boxes(1, page.text_map, [(start, len(page.text))])
    assert all(box.x1 - box.x0 < page.width / 2 for box in boxes)
