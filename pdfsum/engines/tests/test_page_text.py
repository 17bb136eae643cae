"""The text of pages as read: order, paragraphs, divided words, headings."""

import pytest

from pdfsum.engines.mending import clean
from tests import pdfs


def test_divided_words_are_whole_and_compounds_keep_their_hyphen(open_pdf):
    text = open_pdf(pdfs.hyphenated_pdf()).read_page(1).text
    assert text == (
        "The committee published a detailed example of the method and described its "
        "well-known weakness. A later report on the Anglo-Saxon charters covers the "
        "years 1990-2010 and shows how the measurements were repeated in every county."
    )


def test_the_page_itself_tells_compounds_from_divided_words(open_pdf):
    lines = [
        "The northern co-operation was praised by everybody who saw the co-",
        "operation at work in the valley, and the second report on the dams re-",
        "commended that a recommended plan be made over-the-",
        "counter for every one of the northern counties and their towns.",
    ]
    text = open_pdf(pdfs.lines_pdf(lines)).read_page(1).text
    assert "saw the co-operation at work" in text
    assert "the dams recommended that" in text
    assert "over-the-counter" in text


def test_paragraphs_stand_apart_and_their_lines_do_not(open_pdf):
    paragraphs = pdfs.make_paragraphs(300, seed=9)
    page = open_pdf(pdfs.text_pdf([paragraphs])).read_page(1)
    assert page.text.split("\n\n") == paragraphs


@pytest.mark.parametrize("columns", [2, 3])
def test_columns_are_read_one_after_the_other(open_pdf, columns):
    page = open_pdf(pdfs.multi_column_pdf(columns=columns)).read_page(1)
    heading, *paragraphs = page.text.split("\n\n")
    assert heading == "Water in the Northern Valley"
    assert " ".join(paragraphs) == " ".join(pdfs.make_paragraphs(700, seed=3))


def test_headings_are_found_and_running_text_is_not_one(open_pdf):
    reader = open_pdf(pdfs.headings_pdf())
    found = []
    for number in (1, 2, 3):
        page = reader.read_page(number)
        found += [page.text[start:end] for start, end in page.headings]
    assert found == [
        "1 Introduction",
        "2 Methods of the Survey",
        "3 Results and Outlook",
    ]


def test_the_largest_heading_is_the_main_one(open_pdf):
    page = open_pdf(pdfs.multi_column_pdf()).read_page(1)
    start, end = page.main_heading
    assert page.text[start:end] == "Water in the Northern Valley"


def test_rotation_does_not_change_the_text(open_pdf):
    straight = open_pdf(pdfs.rotated_pdf(0)).read_page(1).text
    for angle in (90, 180, 270):
        assert open_pdf(pdfs.rotated_pdf(angle)).read_page(1).text == straight


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("of\ufb01ce", "office"),
        ("a\x00b\x07c\ud800d\ufffee", "abcd-e"),
        ("non\u00a0breaking  blanks", "non breaking blanks"),
        ("so\xadft", "soft"),
        ("e\u0301té", "été"),
        ("\U0001f600 \ud83d\ude00", "\U0001f600 \U0001f600"),
        ("مرحبا", "مرحبا"),
        ("\ufee3\ufeae\ufea3\ufe92\ufe8e", "مرحبا"),
        ("漢字かな", "漢字かな"),
        ("\uf0b7 item", "\u2022 item"),
        ("Mart\xb4\u0131nez M\xa8uller 5\xb4 a", "Mart\xednez M\xfcller 5\xb4 a"),
    ],
)
def test_characters_become_what_a_person_would_type(raw, text):
    pieces = clean(raw, 100)
    assert "".join(piece.text for piece in pieces) == text
    assert pieces[0].start == 100
    assert pieces[-1].start + pieces[-1].length == 100 + len(raw)
