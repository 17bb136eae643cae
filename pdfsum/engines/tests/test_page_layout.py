"""Lists, tables, headings and marks of a page, as its text shows them."""

import pytest
from fpdf import FPDF

from pdfsum.engines.arabic import in_logical_order
from pdfsum.engines.lines import Rect
from pdfsum.engines.mending import clean


def draw_pdf(*texts):
    """A page with each (x, y, text, size, style) where it says, in points."""
    pdf = FPDF(format="A4", unit="pt")
    pdf.add_page()
    for x, y, text, *kind in texts:
        size, style = (*kind, "")[:2] if kind else (11, "")
        pdf.set_font("Helvetica", style, size)
        pdf.text(x, y, text)
    return bytes(pdf.output())


def text_of(open_pdf, *texts):
    return open_pdf(draw_pdf(*texts)).read_page(1).text


def headings_of(open_pdf, *texts):
    page = open_pdf(draw_pdf(*texts)).read_page(1)
    return [page.text[start:end] for start, end in page.headings]


PROSE = [
    (60, 300, "The northern survey described every one of the old stone dams, and the"),
    (
        60,
        313,
        "committee praised the report, which was long, in all of its three parts,",
    ),
    (
        60,
        326,
        "before the council met again in May to vote on the plan for the valley.",
    ),
]


@pytest.mark.parametrize("label", ["4.", "(a)", "!", "Article 5"])
def test_lines_of_an_item_hang_from_the_text_behind_its_label(open_pdf, label):
    text = text_of(
        open_pdf,
        (60, 100, label),
        (140, 100, "Personal privacy. This exception permits circumven-"),
        (140, 113, "tion of measures that collect data. It is capable of more, or"),
        (140, 126, "of nothing."),
        (60, 139, label),
        (140, 139, "Another item of the list."),
    )
    assert text.split("\n") == [
        f"{label} Personal privacy. This exception permits circumvention of measures "
        "that collect data. It is capable of more, or of nothing.",
        f"{label} Another item of the list.",
    ]


def test_a_row_of_a_table_is_one_line_with_tabs_between_its_cells(open_pdf):
    rows = []
    for n, name in enumerate(["Revenue", "Cost of sales", "Net earnings"]):
        y = 100 + 14 * n
        rows += [(60, y, name), (250, y, "$"), (270, y, f"{n},583"), (350, y, f"({n})")]
    text = text_of(open_pdf, *rows)
    assert text.split("\n") == [
        "Revenue\t$ 0,583\t(0)",
        "Cost of sales\t$ 1,583\t(1)",
        "Net earnings\t$ 2,583\t(2)",
    ]


def test_cells_of_several_lines_stand_beside_each_other(open_pdf):
    text = text_of(
        open_pdf,
        (60, 100, "There are spots"),
        (60, 113, "on the screen"),
        (250, 100, "Waves of a train may"),
        (250, 113, "disturb the picture."),
        (60, 140, "Bad colour"),
        (250, 140, "Turn the knob."),
    )
    assert text.split("\n") == [
        "There are spots on the screen\tWaves of a train may disturb the picture.",
        "Bad colour\tTurn the knob.",
    ]


def test_a_cell_can_be_found_on_the_page(open_pdf):
    reader = open_pdf(draw_pdf((60, 100, "Revenue"), (300, 100, "9,583"), *PROSE))
    page = reader.read_page(1)
    start = page.text.index("9,583")
    assert page.text[start - 1] == "\t"
    (box,) = reader.boxes(1, page.text_map, [(start, start + 5)])
    assert reader.text_under(1, box).strip() == "9,583"


def test_entries_of_a_table_of_contents_stay_apart(open_pdf):
    entries = [f"{n}. Matters of the valley {'.' * 40} {n + 9}" for n in range(1, 5)]
    lines = [(60, 100 + 13 * n, entry) for n, entry in enumerate(entries)]
    assert text_of(open_pdf, *lines).split("\n") == entries


def test_text_printed_twice_for_a_shadow_is_read_once(open_pdf):
    printed = [(61, 101, "Top Concerns", 30), (60, 100, "Top Concerns", 30)]
    text = text_of(open_pdf, *printed)
    assert text == "Top Concerns"


def test_the_mark_of_a_note_is_no_part_of_the_word(open_pdf):
    text = text_of(open_pdf, (60, 100, "Operational sales"), (147, 96, "12", 6), *PROSE)
    assert text.startswith("Operational sales 12")


def test_letters_that_stand_apart_are_words(open_pdf):
    text = text_of(open_pdf, (60, 100, "C O N T E N T S   O F   B O O K", 16), *PROSE)
    assert text.startswith("CONTENTS OF BOOK\n")


def test_marks_in_cells_are_no_word(open_pdf):
    marks = [(x, 100, "X", 8) for x in (300, 325, 375)]
    text = text_of(open_pdf, (60, 100, "SET CURRENT DEGREE", 8), *marks)
    assert text == "SET CURRENT DEGREE\tX\tX\tX"


def test_a_bold_sentence_above_its_text_is_a_heading(open_pdf):
    sentence = "Strikes can cause our business to suffer."
    assert headings_of(open_pdf, (60, 280, sentence, 11, "B"), *PROSE) == [sentence]


@pytest.mark.parametrize(
    "texts",
    [
        [(60, 280, "(Mark One)", 11, "B")],
        [(60, 280, "OR", 11, "B")],
        [(60, 270, "In accord", 11, "B"), (60, 284, "203 47 5", 11)],
        [(60, 200, "Bright knob", 11, "B"), (250, 200, "Turns it up.", 11)],
        [(60, 270, "See the notes to our statements.", 14)],
    ],
)
def test_labels_and_heads_of_tables_are_no_headings(open_pdf, texts):
    assert headings_of(open_pdf, *texts, *PROSE) == []


def test_notes_in_a_row_are_lines_of_their_own(open_pdf):
    notes = [
        (60, 100 + 10 * n, f"{n} Excludes what the last of them includes", 7)
        for n in range(1, 4)
    ]
    assert len(text_of(open_pdf, *notes, *PROSE).split("\n\n")[0].split("\n")) == 3


def test_an_address_on_the_web_is_whole_and_a_name_keeps_its_hyphen(open_pdf):
    text = text_of(
        open_pdf,
        (60, 100, "All comments that were received on this are found at https://"),
        (60, 113, "www.example.org by all who look for them, and by all the IWEP-"),
        (60, 126, "approved members of the board and of its several committees in the"),
    )
    assert "https://www.example.org" in text
    assert "IWEP-approved" in text


@pytest.mark.parametrize(
    ("glyphs", "text"),
    [
        # Letters between the same bars stand in one glyph; "_" has no place.
        ("م|ش|ك|ال|ت", "مشكلات"),
        ("ا|إل|ن", "الإن"),
        ("ا|ل|ب|ي|ت", "البيت"),
        ("أ|ي|_|ً|ض|ا", "أيضًا"),
    ],
)
def test_arabic_is_in_the_order_in_which_it_is_written(glyphs, text):
    characters, places = "", []
    for x, glyph in enumerate(glyphs.split("|")):
        for letter in glyph.replace("_", " "):
            characters += letter
            places.append(None if glyph == "_" else Rect(x, 0, x + 1, 1))
    mended = in_logical_order(characters, places.__getitem__)
    assert len(mended) == len(characters)
    assert "".join(piece.text for piece in clean(mended, 0)) == text
