from library.reading.page_text import _blocks, _valid


def blocks(text, headings=(), marks=()):
    found = _blocks(text, _valid(headings, text), _valid(marks, text))
    return [(block.is_heading, block.parts) for block in found]


def texts(parts):
    return [part.text for part in parts]


def test_paragraphs_end_at_blank_lines():
    assert [texts(parts) for _, parts in blocks("One\ntwo\n\nThree\n\n\n")] == [
        ["One\ntwo"],
        ["Three"],
    ]


def test_a_heading_stands_alone_even_without_a_blank_line():
    found = blocks("Title\nBody text", headings=[[0, 5]])
    assert [(heading, texts(parts)) for heading, parts in found] == [
        (True, ["Title"]),
        (False, ["Body text"]),
    ]


def test_a_mark_across_blocks_is_the_evidence_once():
    found = blocks("Ab cd\n\nEf gh", marks=[[3, 9]])
    parts = [part for _, parts in found for part in parts]
    assert [(p.text, p.is_marked, p.is_evidence) for p in parts] == [
        ("Ab ", False, False),
        ("cd", True, True),
        ("Ef", True, False),
        (" gh", False, False),
    ]


def test_overlapping_marks_become_one():
    assert _valid([[4, 9], [0, 5], [20, 30]], "x" * 12) == [(0, 9)]


def test_no_text_has_no_blocks():
    assert blocks("") == []
    assert blocks(" \n ") == []
