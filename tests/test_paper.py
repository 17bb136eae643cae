"""Papers: what people save of this program, in every script."""

import pypdfium2
import pytest

from pdfsum.lib.paper import Block, Format, Kind, Paper, write_paper

SCRIPTS = {
    "Latin": "Größe, façade, Łódź, ﬁn",
    "Greek": "Ελληνικά κείμενα",
    "Cyrillic": "Кириллица и ёлка",
    "Hebrew": "שלום עולם",
    "Arabic": "مرحبا بالعالم",
    "Devanagari": "हिन्दी",
    "Thai": "ภาษาไทย",
    "Chinese": "中文报告：水资源",
    "Japanese": "日本語の報告書、カタカナ",
    "Korean": "한국어 보고서",
}


def paper(*blocks, **fields):
    return Paper(**{"title": "Title", "about": (), "blocks": blocks} | fields)


def written(paper, written_as):
    return write_paper(paper, Format(written_as)).decode()


def pdf_page(paper, number=0):
    return pypdfium2.PdfDocument(write_paper(paper, Format.PDF))[number]


def ink(page):
    """The darkened pixels of a page, left of and right of its middle."""
    picture = (
        page.render(scale=1).to_pil().convert("L").point(lambda v: v < 128 and 255)
    )
    width, height = picture.size
    half = (0, 60, width // 2, height - 60), (width // 2, 60, width, height - 60)
    return [picture.crop(box).histogram()[255] for box in half]


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_pdf_shows_every_letter_of(script):
    content = write_paper(paper(Block(SCRIPTS[script])), Format.PDF)
    page = pypdfium2.PdfDocument(content)[0]
    text = page.get_textpage().get_text_range()
    assert "[?]" not in text
    # No glyph 0, which is the box: each is drawn by a font that has it.
    assert b"/FontFile" in content
    letters = {c for c in SCRIPTS[script] if c.isalpha() and c not in "ﬁ"}
    assert len(letters - set(text)) <= len(letters) // 3


def test_arabic_is_shaped_and_stands_at_the_right():
    left, right = ink(pdf_page(paper(Block("مرحبا بالعالم"), title=" ")))
    assert right > left == 0


def test_a_pdf_says_what_no_font_can_draw():
    text = pdf_page(paper(Block("Cuneiform 𒀀𒀁 and hieroglyphs 𓀀."))).get_textpage()
    shown = " ".join(text.get_text_range().split())
    assert "Cuneiform [?] and hieroglyphs [?]." in shown
    assert "U+12000, U+12001, U+13000" in shown


def test_a_pdf_survives_control_characters_and_lone_signs():
    content = Block("a\x00b\x07c\u202ed \ud7ff\n\n\n  \n" + "x" * 5000 + "\u0301")
    assert pdf_page(paper(content))


def test_a_long_paper_has_many_pages_with_numbers():
    blocks = [Block(f"Paragraph {n}. " + "word " * 60) for n in range(60)]
    document = pypdfium2.PdfDocument(write_paper(paper(*blocks), Format.PDF))
    assert len(document) > 5
    assert "Title · 3" in document[2].get_textpage().get_text_range()


def test_markdown_means_what_the_text_says():
    block = Block("*not bold* <b> [x](y) `c` | ~s~ &amp; A&B")
    text = written(paper(block, title="A_b # c"), "md")
    assert text.startswith("# A\\_b # c\n")
    assert "\\*not bold\\* \\<b\\> \\[x\\](y) \\`c\\` \\| \\~s\\~ \\&amp; A&B" in text


@pytest.mark.parametrize(
    ("line", "escaped"),
    [
        ("# a", "\\# a"),
        ("- a", "\\- a"),
        ("+ a", "\\+ a"),
        ("1. a", "1\\. a"),
        ("12) a", "12\\) a"),
        ("1-2 a", "1-2 a"),
        ("3.5 a", "3\\.5 a"),
    ],
)
def test_markdown_takes_no_line_for_a_list_or_heading(line, escaped):
    assert written(paper(Block(line)), "md").splitlines()[2] == escaped


def test_what_is_markdown_keeps_its_signs_and_gets_no_html():
    block = Block("**Bold**\n\n- one <script>", is_markdown=True)
    assert "**Bold**\n\n- one \\<script>" in written(paper(block), "md")


def test_lists_stand_together_and_apart_from_paragraphs():
    blocks = Block("a"), Block("b", Kind.ITEM), Block("c", Kind.ITEM), Block("d")
    assert written(paper(*blocks), "md") == "# Title\n\na\n\n- b\n- c\n\nd\n"
