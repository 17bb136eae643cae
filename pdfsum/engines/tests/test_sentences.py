import pytest

from pdfsum.engines.sentences import split_sentences


def sentences(text):
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith met Mr. Jones at 5 p.m. in the U.S. Army.", "Then he left."],
        ["See Fig. 3 and No. 5 for more.", "It rose by 3.5 percent (cf. Table 2)."],
        ["This agrees with Lee et al. (2020).", "J. K. Rowling wrote it."],
        ["It was shown in Fig. A that Eq. (3) holds.", "See Sec. 4 below."],
        ['"Is it?" he asked.', '"Yes."', "Then he left.", "So it goes."],
        ["Der 3. Oktober ist frei.", "Er ging am 5. Mai, z. B. nach Haus."],
        ["今日は晴れ\u3002", "行こう\uff01", "はい\uff1f"],
        ["هل هذا سؤال\u061f", "نعم."],
        ["Vgl. Abbildung 3 im Anhang.", "Sie zeigt Nr. IV der Reihe."],
        ["1. First item here.", "2. Second item."],
        ["\U0001f600 One stands here.", "Two \U0001f600 stand there."],
    ],
)
def test_sentences_end_where_a_reader_would_end_them(expected):
    wide = any("\u3000" < letter < "ꀀ" for letter in expected[0])
    assert sentences(("" if wide else " ").join(expected)) == expected


def test_none_crosses_an_empty_line():
    assert sentences("A heading\n\nand more text. Next\n\n\u2022 an item") == [
        "A heading", "and more text.", "Next", "\u2022 an item"
    ]  # fmt: skip


def test_rows_of_a_table_are_apart_and_broken_lines_are_not():
    assert sentences("Sales 12 13\nCosts 5 6\n\nIt goes\non here.") == [
        "Sales 12 13", "Costs 5 6", "It goes\non here."
    ]  # fmt: skip


def test_spans_have_no_blanks_at_their_ends_and_leave_no_word_out():
    text = "  One two.  Three four?\n\n  Five.\tSix. "
    spans = split_sentences(text)
    assert all(text[start:end].strip() == text[start:end] for start, end in spans)
    assert " ".join(text[start:end] for start, end in spans).split() == text.split()


@pytest.mark.parametrize("text", ["", " \n\n ", "."])
def test_hardly_any_text_is_hardly_any_sentence(text):
    assert len(split_sentences(text)) <= 1
