"""The places of words survive being stored, without the file."""

import pytest

from pdfsum.engines import ocr_map
from pdfsum.engines.lines import Rect
from pdfsum.engines.ocr import boxes
from pdfsum.engines.ocr_map import PlacedWord
from pdfsum.engines.pdf import Box
from pdfsum.engines.text_map import TextMap


def stored(*words, runs=((20, 0, 20),)):
    return ocr_map.encode(TextMap(runs).encode(), words)


def test_words_come_back_to_a_tenth_of_a_point():
    words = [
        PlacedWord(0, 5, Rect(10, 20.5, 40.2, 32), sideways=False),
        PlacedWord(6, 9, Rect(300, 14_399.9, 301, 14_400), sideways=True),
        PlacedWord(10, 12, Rect(-1.5, 0, 7, 3), sideways=False),
    ]
    text_map, found = ocr_map.decode(stored(*words))
    assert found == words
    assert text_map.runs == [(20, 0, 20)]


def test_words_of_a_line_share_a_box_and_other_lines_have_their_own():
    data = stored(
        PlacedWord(0, 5, Rect(10, 20, 40, 32), sideways=False),
        PlacedWord(6, 9, Rect(44, 20, 60, 32), sideways=False),
        PlacedWord(10, 14, Rect(10, 34, 30, 46), sideways=False),
    )
    assert boxes(data, [(0, 14)]) == [Box(10, 20, 60, 32), Box(10, 34, 30, 46)]
    assert boxes(data, [(6, 9)]) == [Box(44, 20, 60, 32)]
    assert boxes(data, [(10, 14)]) == [Box(10, 34, 30, 46)]


def test_a_part_of_a_word_is_a_part_of_its_box():
    data = stored(PlacedWord(0, 10, Rect(100, 20, 200, 32), sideways=False))
    assert boxes(data, [(2, 5)]) == [Box(120, 20, 150, 32)]


def test_words_of_a_line_that_climbs_keep_their_own_boxes():
    places = [Rect(50 * at, 3 * at, 50 * at + 46, 3 * at + 12) for at in range(6)]
    words = [
        PlacedWord(6 * at, 6 * at + 5, rect, sideways=False)
        for at, rect in enumerate(places)
    ]
    assert len(boxes(stored(*words, runs=[(40, 0, 40)]), [(0, 40)])) == 6


@pytest.mark.parametrize("data", [b"", b"\x01abc", b"\x03abc", b"\x07" + stored()[1:]])
def test_other_maps_are_refused(data):
    with pytest.raises(ValueError, match="map"):
        boxes(data, [(0, 1)])
