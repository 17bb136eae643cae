import pytest

from library import actions
from library.models import DocumentTag, Embedding, Library, Tag
from library.models.passages import DEFAULT_SPACE_ID
from library.processing.indexing import reindex
from library.tests.factories import make_document, make_passage
from pdfsum.engines.embedder import get_embedder
from search.queries import Mode, Scope, search

pytestmark = pytest.mark.django_db

TEXTS = [
    "The cat sat on the warm windowsill and watched the birds.",
    "Quarterly revenue grew by twelve percent to 308 million euros.",
    "Order AB-1234/5 was shipped from the harbour on Tuesday.",
    "Cook rice while x < 5 & y > 3, then <script>alert('risotto')</script> stir.",
]


@pytest.fixture
def library_of_alice(alice):
    document = make_document(user=alice, title="Mixed")
    for number, text in enumerate(TEXTS, start=1):
        passage = make_passage(document, text, page=number)
        Embedding.objects.create(
            passage=passage,
            library_id=passage.library_id,
            space_id=DEFAULT_SPACE_ID,
            vector=get_embedder().embed([text])[0],
        )
    return document


def first(user, text, **options):
    return search(user=user, text=text, **options).results[0]


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
def test_it_finds_by_words(library_of_alice, alice, mode):
    hit = first(alice, "revenue growth percent", mode=mode)
    assert hit.page == 2
    assert hit.document == library_of_alice


def test_it_finds_by_meaning(library_of_alice, alice):
    assert first(alice, "a pet looking out of the house", mode="semantic").page == 1


def test_a_hit_opens_its_page_at_the_passage(library_of_alice, alice):
    hit = first(alice, "revenue")
    assert hit.url == (
        f"/documents/{library_of_alice.pk}/?page=2&passage={hit.passage.pk}#evidence"
    )


def test_marks_are_html_and_the_documents_own_html_is_not(library_of_alice, alice):
    snippet = first(alice, "risotto rice", mode="keyword").snippet_html
    assert "<mark>rice</mark>" in snippet
    assert "x &lt; 5 &amp; y" in snippet
    assert "<script" not in snippet


def test_a_question_finds_the_passage_with_most_of_its_words(library_of_alice, alice):
    hit = first(alice, "When was the order shipped, and how?", mode="keyword")
    assert hit.page == 3


def test_it_never_shows_what_others_own(library_of_alice, bob):
    for mode in ("hybrid", "semantic", "keyword"):
        assert search(user=bob, text="revenue", mode=mode).results == []


def test_the_trash_is_not_searched(library_of_alice, alice):
    actions.trash_document(user=alice, document=library_of_alice)
    assert search(user=alice, text="revenue").results == []


def test_a_scope_narrows(library_of_alice, alice):
    other = make_document(user=alice)
    make_passage(other, "Revenue again.")
    scope = Scope(document=other.pk)
    results = search(user=alice, text="revenue", scope=scope).results
    assert {hit.document for hit in results} == {other}


def test_pages_by_cursor_show_every_hit_once(library_of_alice, alice):
    seen, cursor = [], None
    while True:
        found = search(user=alice, text="the", mode="semantic", limit=3, cursor=cursor)
        seen += [hit.passage.pk for hit in found.results]
        cursor = found.next_cursor
        if cursor is None:
            break
    assert len(seen) == len(set(seen)) == len(TEXTS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "a",
        "the of and",
        "🦀",
        "x" * 10_000,
        "'; DROP TABLE library_passage; --",
        "foo & | ! ( <-> :*",
        '"unbalanced',
        "nul\0byte",
        "-",
        "%_\\",
        "-" * 900,
        "- " * 300,
        "-" * 60 + "a",
        "!" * 300,
        "(" * 500,
        " or " * 200,
    ],
)
def test_odd_queries_answer_sensibly(library_of_alice, alice, text):
    for mode in Mode:
        found = search(user=alice, text=text, mode=mode)
        assert len(found.results) <= len(TEXTS)
        assert found.took_ms < 5000


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
@pytest.mark.parametrize(
    ("text", "pages"),
    [('"warm windowsill"', {1}), ('"windowsill warm"', set())],
)
def test_a_quoted_phrase_holds_in_every_mode(
    library_of_alice, alice, mode, text, pages
):
    results = search(user=alice, text=text, mode=mode).results
    assert {hit.page for hit in results} == pages


@pytest.mark.parametrize("mode", ["hybrid", "semantic", "keyword"])
@pytest.mark.parametrize("text", ["percent -revenue", 'percent -"revenue grew"'])
def test_an_excluded_word_holds_in_every_mode(library_of_alice, alice, mode, text):
    assert 2 in {hit.page for hit in search(user=alice, text="percent").results}
    results = search(user=alice, text=text, mode=mode).results
    assert 2 not in {hit.page for hit in results}


def test_an_empty_query_finds_nothing(library_of_alice, alice):
    assert search(user=alice, text=" ").results == []


def test_chinese_is_found_by_part_of_a_run(alice):
    text = "北京图书馆收藏了许多古籍。"
    document = make_document(user=alice, language="zh")
    make_passage(document, text)
    reindex(document)
    assert first(alice, "图书馆", mode="keyword").document == document


def test_a_tag_narrows_and_shows_no_passage_twice(library_of_alice, alice, bob):
    make_passage(make_document(user=alice), "Revenue without a tag.")
    for owner in (alice, bob):
        # One of another library cannot come here, and would do no harm if it did.
        home = Library.objects.private_to(owner)
        tag = Tag.objects.create(library=home, name="Money", slug="money")
        DocumentTag.objects.create(document=library_of_alice, tag=tag)
    passages = Scope(tag="money").of(alice)
    assert list(passages.values_list("first_page", flat=True).order_by("pk")) == [
        1,
        2,
        3,
        4,
    ]
