import random
import time

import pytest

from library.processing import split as splitting
from pdfsum.engines.pdf import PageText
from tests import pdfs


def split(pages, **options):
    return list(splitting.split(pages, **options))


def count_words(texts):
    """A token for each word, and for each four letters of a long one."""
    return [sum(-(-len(word) // 12) for word in text.split()) for text in texts]


def make_page(number, paragraphs, headings=()):
    text = "\n\n".join(paragraphs)
    spans = [(text.index(one), text.index(one) + len(one)) for one in headings]
    return PageText(number, text, 595, 842, "text", b"", tuple(spans))


def make_pages(count, words=300):
    return [
        make_page(number, pdfs.make_paragraphs(words, seed=number))
        for number in range(1, count + 1)
    ]


def texts_of(draft, pages):
    by_number = {page.number: page.text for page in pages}
    return [by_number[span.page][span.start : span.end] for span in draft.spans]


def test_a_passage_is_the_text_of_its_spans():
    pages = make_pages(5)
    drafts = split(pages, count_tokens=count_words)
    ordinals = [draft.ordinal for draft in drafts]
    assert ordinals == sorted(set(ordinals))
    for draft in drafts:
        assert " ".join(texts_of(draft, pages)) == draft.text


def test_no_word_is_lost_or_said_twice():
    pages = make_pages(5)
    drafts = split(pages, count_tokens=count_words)
    read = " ".join(draft.text for draft in drafts).split()
    assert read == " ".join(page.text for page in pages).split()


def test_passages_are_near_their_target_and_never_above_the_limit():
    drafts = split(make_pages(1, 10_000), count_tokens=count_words)
    sizes = count_words([draft.text for draft in drafts])
    assert max(sizes) <= 254
    assert sum(150 <= size <= 235 for size in sizes) > 0.9 * len(sizes)


def test_passages_end_where_sentences_end():
    for draft in split(make_pages(5), count_tokens=count_words):
        assert draft.text[0].isupper()
        assert draft.text.endswith(".")


def test_a_passage_names_one_page():
    for draft in split(make_pages(4, 120), count_tokens=count_words):
        assert draft.first_page == draft.last_page


def test_a_sentence_that_runs_on_takes_its_passage_over_the_page():
    pages = [
        make_page(1, ["The road was long. It led the travellers down to"]),
        make_page(2, ["the river and ended there. They built a raft.", "It sank."]),
    ]
    crossing, rest = split(pages, count_tokens=count_words)
    assert [span.page for span in crossing.spans] == [1, 2]
    assert crossing.text.endswith("down to the river and ended there.")
    assert rest.text.startswith("They built a raft.")
    assert (rest.first_page, rest.last_page) == (2, 2)


def test_headings_start_passages_and_name_them():
    body = pdfs.make_paragraphs(150, seed=1)
    more = pdfs.make_paragraphs(400, seed=2)
    page = make_page(
        1, ["1 Dams", *body, "2 Roads of the North", *more],
        headings=["1 Dams", "2 Roads of the North"],
    )  # fmt: skip
    drafts = split([page], count_tokens=count_words)
    assert drafts[0].heading == "1 Dams"
    assert drafts[0].text.startswith("1 Dams")
    assert "2 Roads" not in drafts[0].text
    assert {draft.heading for draft in drafts[1:]} == {"2 Roads of the North"}


def test_running_lines_and_page_numbers_are_left_out():
    pages = [
        make_page(
            number,
            [f"Valley Report, issue {number}", *pdfs.make_paragraphs(150, seed=number),
             "Printed in the county", f"Page {number} of 8"],
        )
        for number in range(1, 9)
    ]  # fmt: skip
    text = " ".join(one.text for one in split(pages, count_tokens=count_words))
    assert "Valley Report" not in text
    assert "Printed in the county" not in text
    assert "Page" not in text


def test_a_line_said_once_is_no_running_line():
    pages = make_pages(8)
    pages[3] = make_page(4, ["A preface of its own", "Some sentence follows here."])
    text = " ".join(one.text for one in split(pages, count_tokens=count_words))
    assert "A preface of its own" in text


@pytest.mark.parametrize(
    "giant", ["word " * 2000, "x" * 20_000, "水" * 3000, "ab " * 3 + "y" * 9000]
)
def test_giants_are_cut_until_they_fit(giant):
    page = make_page(1, ["Short sentence here.", giant.strip(), "Another one here."])
    count = lambda texts: [len(text) // 4 + 1 for text in texts]  # noqa: E731
    drafts = split([page], count_tokens=count)
    assert max(count([draft.text for draft in drafts])) <= 254
    solid = "".join("".join(draft.text.split()) for draft in drafts)
    assert solid == "".join(page.text.split())


def test_a_giant_that_is_one_token_is_still_bounded():
    page = make_page(1, ["z" * 50_000])
    drafts = split([page], count_tokens=lambda texts: [1] * len(texts))
    assert max(len(draft.text) for draft in drafts) <= 254 * 16


def test_tiny_pieces_join_their_neighbours():
    headings = [f"{number} Heading" for number in range(1, 9)]
    parts = [part for one in headings for part in (one, "A short line stands here.")]
    page = make_page(1, parts, headings)
    assert len(split([page], count_tokens=count_words)) == 1


def test_a_left_over_piece_joins_the_passage_before_it():
    pieces = [195, 20, 215, 190, 10]
    parts = [f"{'word ' * (size - 1)}end." for size in pieces]
    drafts = split([make_page(1, parts)], count_tokens=count_words)
    assert count_words([draft.text for draft in drafts]) == [215, 215, 200]


def test_a_heading_does_not_push_a_passage_over_the_limit():
    heading, body = "Title " * 30, "word " * 240
    page = make_page(1, [heading.strip(), f"{body}end."], [heading.strip()])
    drafts = split([page], count_tokens=count_words)
    assert max(count_words([draft.text for draft in drafts])) <= 254


def test_passages_come_while_pages_are_still_read():
    read = []

    def pages():
        for page in make_pages(40):
            read.append(page.number)
            yield page

    drafts = splitting.split(pages(), count_tokens=count_words)
    first = next(drafts)
    assert first.first_page == 1
    assert len(read) <= 12
    assert [first.ordinal, next(drafts).ordinal] == [10_000, 10_001]


def test_no_text_no_passages():
    pages = [make_page(1, []), make_page(2, ["  "])]
    assert split(pages, count_tokens=count_words) == []
    assert split([], count_tokens=count_words) == []


def test_time_grows_with_the_text_and_not_faster():
    pages = make_pages(50, 400) * 10
    pages = [
        PageText(number, page.text, 595, 842, "text", b"")
        for number, page in enumerate(pages, start=1)
    ]
    started = time.perf_counter()
    split(pages, count_tokens=count_words)
    # 0.35 s when alone on one core.
    assert time.perf_counter() - started < 3


def test_random_pages_never_break_the_promises():
    chance = random.Random(5)  # noqa: S311
    for _ in range(30):
        pages = make_pages(chance.randrange(1, 5), chance.randrange(1, 200))
        limit = chance.randrange(30, 254)
        drafts = split(pages, count_tokens=count_words, max_tokens=limit)
        assert max(count_words([draft.text for draft in drafts])) <= limit
        for draft in drafts:
            assert " ".join(texts_of(draft, pages)) == draft.text
