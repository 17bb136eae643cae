from datetime import date

import pytest

from pdfsum.engines.pdf_facts import clean_fact, make_facts, parse_date


@pytest.mark.parametrize(
    ("raw", "day"),
    [
        ("D:20240501120000+02'00'", date(2024, 5, 1)),
        ("D:20240501235959-11'00'", date(2024, 5, 1)),
        ("20191231", date(2019, 12, 31)),
        ("D:201902", date(2019, 2, 1)),
        ("D:1999", date(1999, 1, 1)),
        ("D:20230230", None),
        ("D:00000101", None),
        ("Monday", None),
        ("", None),
    ],
)
def test_a_date_is_the_day_in_the_time_zone_of_the_file(raw, day):
    assert parse_date(raw) == day


def test_a_fact_is_one_clean_line():
    assert clean_fact(" A\x00 title\r\n\tof\x07 lines \ud800") == "A title of lines"
    assert clean_fact("e\u0301") == "é"
    assert len(clean_fact("x" * 1000)) == 500


def test_entries_of_the_outline_without_words_are_left_out():
    stated = {"title": "", "author": "", "created": ""}
    outline = [[1, "Chapter", 1], [2, " \x00", 2], [1, "End", None]]
    facts = make_facts(3, {**stated, "outline": outline})
    assert [entry.title for entry in facts.outline] == ["Chapter", "End"]
