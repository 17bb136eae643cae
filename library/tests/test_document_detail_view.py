import re

import pytest
from django.urls import reverse

from library.models import Document
from library.tests.factories import (
    make_document,
    make_passage,
    make_run,
    make_summary,
    make_text,
    put_tags,
)

PAGES = ("The first page.", "Rain fell. The dam held for two days.", "")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(alice):
    document = make_document(user=alice, title="A dam")
    make_text(document, *PAGES)
    return document


@pytest.fixture
def url(document):
    return reverse("library:document_detail", args=[document.pk])


def read(client, url, **query):
    response = client.get(url, query)
    assert response.status_code == 200
    return response.content.decode()


def test_it_opens_at_the_first_page(client, alice, url):
    client.force_login(alice)
    html = read(client, url)
    assert "The first page." in html
    assert "Rain fell." not in html


def test_it_marks_the_span_of_at(client, alice, url):
    client.force_login(alice)
    html = read(client, url, page=2, at="11-23")
    assert '<mark id="evidence" tabindex="-1">The dam held</mark> for two' in html


@pytest.mark.parametrize("at", ["", "x", "5", "9-3", "0-9999", "-1-4", "0-1-2", "٣-٤"])
def test_it_ignores_a_damaged_at(client, alice, url, at):
    client.force_login(alice)
    html = read(client, url, page=2, at=at)
    assert "<mark" not in html
    assert 'id="evidence"' in html


@pytest.mark.parametrize(
    ("page", "shown"),
    [("0", "1"), ("-3", "1"), ("99", "3"), ("x", "1"), ("2", "2"), ("1" * 30, "1")],
)
def test_any_page_number_leads_to_a_page(client, alice, url, page, shown):
    client.force_login(alice)
    assert f">Page {shown}<" in read(client, url, page=page)


def test_it_marks_a_passage_on_each_of_its_pages(client, alice, document, url):
    spans = [[1, 4, 14], [2, 0, 10]]
    passage = make_passage(document, "first page Rain fell.", spans=spans, last_page=2)
    client.force_login(alice)
    assert ">first page</mark>" in read(client, url, page=1, passage=passage.pk)
    assert ">Rain fell.</mark>" in read(client, url, page=2, passage=passage.pk)


def test_a_passage_of_another_document_marks_nothing(client, alice, bob, url):
    other = make_passage(make_document(user=bob), "Text of another document.")
    client.force_login(alice)
    assert "<mark" not in read(client, url, passage=other.pk)


@pytest.mark.parametrize("passage", ["x", "-1", "9" * 18, "9" * 40])
def test_a_damaged_passage_is_ignored(client, alice, url, passage):
    client.force_login(alice)
    assert "<mark" not in read(client, url, passage=passage)


def test_it_escapes_the_text(client, alice):
    document = make_document(user=alice, title="<b>bold</b>")
    make_text(document, "<script>alert(1)</script> & more")
    client.force_login(alice)
    html = read(client, document.get_absolute_url(), at="0-8")
    assert "<script>alert" not in html
    assert "<b>bold" not in html
    assert "&lt;script&gt;</mark>alert(1)" in html


def test_summary_sentences_lead_to_their_pages(client, alice, document, url):
    make_summary(document, ("Rain fell.", 2), pages_read=3, pages_total=3)
    client.force_login(alice)
    html = read(client, url)
    assert f"{url}?page=2&amp;at=0-10#evidence" in html
    assert "Covers all 3 pages." in html
    assert "picked from the document" in html


def test_a_summary_of_an_older_reading_names_the_page_only(
    client, alice, document, url
):
    make_summary(document, ("Rain fell.", 2))
    make_text(document, *PAGES)
    client.force_login(alice)
    html = read(client, url)
    assert f"{url}?page=2#page" in html
    assert "at=0-10" not in html


def test_an_empty_page_says_so(client, alice, url):
    client.force_login(alice)
    assert "This page has no text" in read(client, url, page=3)


def test_it_shows_progress_while_there_is_no_text(client, alice):
    document = make_document(
        user=alice, status=Document.Status.PROCESSING, page_count=None
    )
    make_run(document, state="running", stage="reading", pages_done=3, pages_total=9)
    client.force_login(alice)
    html = read(client, document.get_absolute_url())
    assert "Reading page 4 of 9" in html
    assert "every 1s" in html


def test_it_sends_only_the_page_to_htmx(client, alice, url):
    client.force_login(alice)
    response = client.get(url, {"page": 2}, headers=HTMX)
    html = response.content.decode()
    assert html.lstrip().startswith('<article id="page"')
    assert "HX-Request" in response["Vary"]


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.get(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.get(url).status_code == 302


def test_it_rejects_post(client, alice, url):
    client.force_login(alice)
    assert client.post(url).status_code == 405


def test_it_costs_the_same_for_any_number_of_rows(
    client, alice, document, url, django_assert_num_queries
):
    passage = make_passage(document, "The first page.")
    make_summary(document, *[(f"Sentence {n}.", 1) for n in range(20)])
    for number in range(20):
        put_tags(document, f"tag {number}")
    client.force_login(alice)
    # Session, user, document with its run, tags, page, passage, summary, contents,
    # a version that waits, documents that share pages.
    with django_assert_num_queries(10):
        client.get(url, {"passage": passage.pk})


def test_an_address_of_an_earlier_reading_finds_its_words_again(client, alice):
    document = make_document(user=alice)
    quote = "The dam held for two days."
    old = make_text(document, f"{quote} Then it broke.")
    make_text(document, f"A new preface. {quote}")
    client.force_login(alice)
    url = document.get_absolute_url()
    query = {"page": 1, "at": f"0-{len(quote)}", "v": old.pk}
    [marked] = re.findall("<mark[^>]*>(.*?)</mark>", client.get(url, query).text)
    assert marked == quote.rstrip(".")
    # Words that are gone are marked nowhere, and the page is still there.
    query["at"] = f"{len(quote) + 1}-{len(quote) + 15}"
    html = client.get(url, query).text
    assert "A new preface" in html
    assert "<mark" not in html


def test_the_reading_of_another_document_is_not_looked_into(client, alice, bob):
    theirs = make_text(make_document(user=bob), "Secret words here.")
    document = make_document(user=alice)
    make_text(document, "Secret words here.")
    client.force_login(alice)
    query = {"page": 1, "at": "0-12", "v": theirs.pk}
    assert "<mark" not in client.get(document.get_absolute_url(), query).text
