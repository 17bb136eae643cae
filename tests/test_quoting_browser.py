"""A quote that is copied brings its reference along, in Chromium."""

import pytest
from playwright.sync_api import expect

from tests import pdfs

pytestmark = pytest.mark.journey

WHALES = [
    "Grey whales swim from Mexico to Alaska and back in every year of their lives. "
    "Nobody has counted the young ones for longer than the station of San Ignacio.",
    "The second page tells of orcas that follow the herring into the fjords.",
]
QUOTE = "Grey whales swim from Mexico to Alaska and back in every year of their lives."


@pytest.fixture(scope="module")
def whales(site):
    pk = site.upload(pdfs.text_pdf(WHALES, title="Whales"), "whales.pdf")
    assert site.wait_until_final(pk)["status"] == "ready"
    facts = {"title": "Of whales", "authors": "A. Lee", "document_date": "2021-05-01"}
    answer = site.api.patch(f"{site.url}/api/v1/documents/{pk}", json=facts, timeout=30)
    assert answer.status_code == 200
    return pk


@pytest.fixture
def page(tab, site, whales):
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"{site.url}/documents/{whales}/?page=1&at=0-{len(QUOTE)}#evidence")
    tab.evaluate("navigator.clipboard.writeText('nothing')")
    return tab


def copied(page):
    return page.evaluate("navigator.clipboard.readText()")


def select(page, selector, start, end):
    """As far as somebody drags over the text of an element."""
    page.evaluate(
        """([selector, start, end]) => {
            const walker = document.createTreeWalker(
                document.querySelector(selector), NodeFilter.SHOW_TEXT);
            const text = walker.nextNode();
            getSelection().setBaseAndExtent(text, start, text, end);
        }""",
        [selector, start, end],
    )
    page.keyboard.press("Control+c")


def test_a_quote_of_a_page_names_its_work_page_and_address(page, site, whales):
    select(page, ".sheet-text mark", 0, len(QUOTE))
    assert copied(page) == (
        f"“{QUOTE}” — A. Lee, Of whales (2021), p. 1, "
        f"{site.url}/documents/{whales}/?page=1#page"
    )
    expect(page.locator("#announcer")).to_have_text("Copied with its reference")


def test_as_html_its_address_is_a_link(page, site, whales):
    select(page, ".sheet-text mark", 0, len(QUOTE))
    html = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            return (await item.getType("text/html")).text();
        }"""
    )
    assert f'href="{site.url}/documents/{whales}/?page=1#page"' in html
    assert "<script" not in html


def test_a_sentence_of_the_summary_leads_to_its_place(page):
    page.locator(".summary-text li").first.click(click_count=3)
    page.keyboard.press("Control+c")
    text = copied(page)
    assert "— A. Lee, Of whales (2021), p. " in text
    assert "&at=" in text or "?page=" in text
    # The link behind the sentence is no part of it.
    assert "show where it stands" not in text


def test_a_few_words_are_copied_as_they_are(page):
    select(page, ".sheet-text mark", 0, len("Grey whales"))
    assert copied(page) == "Grey whales"


def test_what_lies_outside_is_copied_as_it_is(page):
    page.evaluate(
        "document.querySelector('h1').textContent = 'One two three four five'"
    )
    select(page, "h1", 0, len("One two three four five"))
    assert copied(page) == "One two three four five"


def test_it_can_be_switched_off(page):
    page.evaluate("document.body.dataset.quoting = 'off'")
    select(page, ".sheet-text mark", 0, len(QUOTE))
    assert copied(page) == QUOTE


def test_the_marked_words_can_be_copied_by_keyboard(page, site, whales):
    button = page.locator("[data-copy-quote]")
    button.focus()
    page.keyboard.press("Enter")
    expect(button).to_have_text("Copied")
    assert copied(page) == (
        f"“{QUOTE}” — A. Lee, Of whales (2021), p. 1, "
        f"{site.url}/documents/{whales}/?page=1&at=0-{len(QUOTE)}#evidence"
    )


def test_it_goes_along_when_another_page_is_opened(page):
    page.get_by_role("link", name="Next page").first.click()
    expect(page.locator("#page-heading")).to_contain_text("Page 2")
    select(page, ".sheet-text p", 0, 40)
    assert ", p. 2, " in copied(page)
