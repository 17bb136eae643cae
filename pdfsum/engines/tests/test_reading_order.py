"""The order of lines from their places alone."""

import random

import pytest

from pdfsum.engines.lines import Line, Rect, Word
from pdfsum.engines.reading_order import is_out_of_order, notes_last, reading_order

PROSE = "the river survey described every old stone dam"


def make_line(text, x, y, *, size=10.0, sideways=False):
    """Each letter is half as wide as the type is high; a blank as a letter."""
    words, start = [], 0
    for word in text.split(" "):
        low, high = x + start * size / 2, x + (start + len(word)) * size / 2
        rect = Rect(low, y, high, y + size)
        if sideways:
            rect = Rect(y, 800 - high, y + size, 800 - low)
        words.append(Word(start, start + len(word), rect))
        start += len(word) + 1
    return Line(0, len(text), text, words, size, bold=False)


def column(name, x, *, top=100, count=6, text=PROSE):
    return [make_line(f"{name}{n} {text}", x, top + 12 * n) for n in range(count)]


def ordered(lines):
    shuffled = lines[:]
    random.Random(5).shuffle(shuffled)  # noqa: S311
    return [line.text for line in reading_order(shuffled)]


def texts(lines):
    return [line.text for line in lines]


@pytest.mark.parametrize("columns", [1, 2, 3])
def test_columns_are_read_one_after_the_other(columns):
    lines = [
        line
        for number in range(columns)
        for line in column("abc"[number], 40 + 260 * number)
    ]
    assert ordered(lines) == texts(lines)


def test_a_heading_across_the_columns_parts_them():
    first = column("a", 40) + column("b", 300)
    across = make_line("A long heading " + PROSE + " " + PROSE, 40, 190)
    second = column("c", 40, top=220) + column("d", 300, top=220)
    lines = [*first, across, *second]
    assert ordered(lines) == texts(lines)


def test_columns_of_a_right_to_left_page_begin_at_the_right():
    hebrew = "שלום לכל האנשים הטובים שבאו אלינו היום מן הצפון"
    lines = column("א", 300, text=hebrew) + column("ב", 40, text=hebrew)
    assert ordered(lines) == texts(lines)


def test_cells_of_a_row_stay_together():
    lines = []
    for n in range(8):
        lines.append(make_line(f"Net revenue of division {n}", 40, 100 + 12 * n))
        lines.append(make_line(f"{n},123", 300, 101 + 12 * n))
        lines.append(make_line(f"{n},456", 400, 99 + 12 * n))
    assert ordered(lines) == texts(lines)


def test_lines_up_the_page_stand_behind_the_others():
    upwards = make_line("Downloaded by a guest on 23 May", 100, 580, sideways=True)
    assert ordered([upwards, *column("a", 40)])[-1] == upwards.text


def test_an_order_from_the_foot_upwards_is_wrong_and_one_of_columns_is_not():
    lines = column("a", 40) + column("b", 300)
    assert not is_out_of_order(lines)
    assert is_out_of_order(column("a", 40, count=10)[::-1])


def test_notes_given_before_the_text_come_behind_it():
    header = make_line("The Register", 40, 40)
    text = column("a", 40, count=12)
    notes = [
        make_line(
            f"{n} A note in small type that is long enough", 40, 260 + 9 * n, size=7
        )
        for n in (1, 2)
    ]
    assert notes_last([header, *notes, *text]) == [header, *text, *notes]
    assert notes_last([header, *text, *notes]) == [header, *text, *notes]


def test_small_type_above_the_text_stays_there():
    lead = [make_line(f"{n} small words of a lead {PROSE}", 40, 50 + 9 * n, size=7)
            for n in (1, 2)]  # fmt: skip
    lines = [*lead, *column("a", 40, count=12)]
    assert notes_last(lines) == lines
