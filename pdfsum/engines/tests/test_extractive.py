import pytest

from pdfsum.engines.extractive import ExtractiveWriter
from pdfsum.engines.summary import PageSource
from tests import pdfs


@pytest.fixture
def writer(embedder):
    return ExtractiveWriter(embedder)


def make_pages(count=12, words=260):
    """Pages with a running header and numbers, headings and paragraphs."""
    pages = []
    for number in range(1, count + 1):
        head = f"This yearly report, number {number}, is printed by the Valley Press."
        title = f"Part {number} describes what the survey of the north has found."
        paragraphs = pdfs.make_paragraphs(words, seed=number)
        text = "\n\n".join([head, title, *paragraphs, f"- {number} -"])
        start = len(head) + 2
        pages.append(PageSource(number, text, ((start, start + len(title)),)))
    return pages


def test_every_sentence_stands_on_its_page_word_for_word(writer):
    pages = make_pages()
    draft = writer.summarise(pages)
    assert draft.sentences
    for sentence in draft.sentences:
        text = pages[sentence.page - 1].text
        assert text[sentence.start : sentence.end] == sentence.text
    assert draft.text == " ".join(sentence.text for sentence in draft.sentences)


def test_it_keeps_the_order_the_length_and_reads_every_page(writer):
    draft = writer.summarise(make_pages(), max_words=300)
    places = [(sentence.page, sentence.start) for sentence in draft.sentences]
    assert places == sorted(places)
    assert 240 <= len(draft.text.split()) <= 300
    assert (draft.pages_read, draft.pages_total) == (12, 12)
    assert len({page for page, _ in places}) >= 3


def test_headings_headers_and_numbers_are_no_sentences(writer):
    text = writer.summarise(make_pages(), max_words=1000).text
    assert "Valley Press" not in text
    assert "Part" not in text


def test_it_does_not_say_the_same_twice(writer):
    text = " ".join(pdfs.make_sentences(6, seed=2))
    pages = [PageSource(number, text) for number in range(1, 5)]
    texts = [sentence.text for sentence in writer.summarise(pages).sentences]
    assert len(texts) == len(set(texts))


def test_a_focus_draws_the_sentences_that_speak_of_it(writer):
    plain = pdfs.make_paragraphs(400, seed=4)
    told = "The vaccine trial lowered infections among children by sixty per cent."
    page = PageSource(1, "\n\n".join([*plain, told]))
    draft = writer.summarise([page], max_words=40, focus="vaccine study results")
    assert told in draft.text


@pytest.mark.parametrize(
    "text", ["", "Name: ____\nDate: ____", "12 34 56\n78 90 12", "A title"]
)
def test_where_nothing_is_said_the_summary_is_empty(writer, text):
    draft = writer.summarise([PageSource(1, text)])
    assert draft.sentences == ()
    assert draft.text == ""


def test_one_sentence_is_its_own_summary(writer):
    text = "The council restored the old dam before the winter came."
    assert writer.summarise([PageSource(1, text)]).text == text


def test_a_script_without_blanks_is_summarised(writer):
    text = "北部河流的状况在去年明显改善\u3002" * 1
    more = "政府修复了老水坝并公布了年度报告\u3002"
    draft = writer.summarise([PageSource(1, text + more)])
    assert [sentence.text for sentence in draft.sentences][:1] in ([text], [more])
