import random

import pytest

from pdfsum.engines.text_map import TextMap


def test_it_maps_one_to_one_runs_character_by_character():
    made = TextMap([(5, 10, 5)])
    assert made.reader_spans(1, 3) == [(11, 13)]


def test_a_part_of_a_block_gives_the_whole_block():
    # A ligature: two stored letters for one of the reader's.
    made = TextMap([(3, 0, 3), (2, 3, 1), (4, 4, 4)])
    assert made.reader_spans(3, 4) == [(3, 4)]
    assert made.reader_spans(2, 6) == [(2, 5)]


def test_left_out_characters_part_the_spans():
    made = TextMap([(4, 0, 4), (3, 7, 3)])
    assert made.reader_spans(0, 7) == [(0, 4), (7, 10)]


def test_inserted_characters_have_no_place():
    made = TextMap([(4, 0, 4), (2, 4, 0), (3, 6, 3)])
    assert made.reader_spans(4, 6) == []


def test_neighbouring_one_to_one_runs_become_one():
    assert TextMap([(4, 0, 4), (3, 4, 3)]).runs == [(7, 0, 7)]


def test_it_comes_back_from_bytes_as_it_was():
    chance = random.Random(1)  # noqa: S311
    runs = [
        (chance.randrange(1, 90), chance.randrange(5000), chance.randrange(90))
        for _ in range(400)
    ]
    made = TextMap(runs)
    assert TextMap.decode(made.encode()).runs == made.runs


def test_a_page_of_ordinary_lines_is_small():
    runs = []
    for line in range(45):
        runs += [(60, line * 62, 60), (1, line * 62 + 60, 2)]
    assert len(TextMap(runs).encode()) < 60


def test_no_bytes_are_an_empty_map():
    assert TextMap.decode(b"").reader_spans(0, 10) == []


@pytest.mark.parametrize("data", [b"\x09abc", b"\x01\x05\x80", b"\x01\x05", b"\x02no"])
def test_it_refuses_bytes_it_did_not_make(data):
    with pytest.raises(ValueError, match="text map"):
        TextMap.decode(data)
