"""The same journey as a person takes it: Chromium, scripts, a strict policy."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import pdfs

pytestmark = pytest.mark.journey

BEES = [
    "Honey bees find their way home by the position of the sun. "
    "A returning bee dances to tell the others where the flowers are. "
    "The angle of the dance is the angle between the flowers and the sun.",
    "Beekeepers in Slovenia paint the front boards of their hives. "
    "The pictures help the bees to find the right hive again. "
    "Some of the painted boards are more than two hundred years old.",
]
# Under the load of a whole suite a document takes its time.
PATIENCE = 60_000


def choose(tab, name, content):
    files = [{"name": name, "mimeType": "application/pdf", "buffer": content}]
    tab.locator("#upload-files").set_input_files(files)


def row_of(tab, title):
    return tab.locator("#document-rows .document-row").filter(has_text=title)


@pytest.fixture(scope="module")
def bees(site):
    """Ready before the test begins, so that each test stands alone."""
    pk = site.upload(pdfs.text_pdf([*BEES, "The end of the bees."]), "bees-ready.pdf")
    assert site.wait_until_final(pk)["status"] == "ready"
    return site.document(pk)


def test_an_upload_becomes_ready_before_ones_eyes(tab):
    choose(tab, "watched.pdf", pdfs.text_pdf(BEES))
    row = row_of(tab, "watched")
    expect(row).to_be_visible(timeout=PATIENCE)
    # Nothing is reloaded: the row is swapped while the worker goes on.
    expect(row.get_by_text("2 pages")).to_be_visible(timeout=PATIENCE)
    expect(row.locator("progress")).to_have_count(0, timeout=PATIENCE)
    expect(row.locator(".chip").first).to_be_visible()


def test_a_file_that_is_no_pdf_is_refused_with_a_sentence(tab):
    choose(tab, "notes.pdf", b"only text")
    refusal = tab.locator("#upload-rows").get_by_text("is not a PDF, whatever its name")
    expect(refusal).to_be_visible(timeout=PATIENCE)


def test_a_duplicate_links_to_the_first(tab, bees):
    content = pdfs.text_pdf([*BEES, "The end of the bees."])
    choose(tab, "again.pdf", content)
    rows = tab.locator("#upload-rows")
    expect(rows.get_by_text("You already have this file")).to_be_visible()
    expect(rows.locator(f'a[href*="{bees["id"]}"]')).to_be_visible()


def test_a_click_on_a_sentences_page_shows_it_marked(tab, site, bees):
    tab.goto(f"{site.url}/documents/{bees['id']}/")
    sentence = tab.locator(".summary-text li").last
    pill = sentence.locator(".pill")
    page = re.match(r"p\. (\d+)", pill.inner_text())[1]
    quoted = sentence.inner_text().split("p. ")[0].strip()
    pill.click()
    mark = tab.locator("#evidence").first
    expect(mark).to_be_in_viewport()
    assert " ".join(mark.inner_text().split()) in " ".join(quoted.split())
    assert f"page={page}" in tab.url


def test_a_search_leads_to_the_passage(tab, site, bees):
    tab.keyboard.press("/")
    tab.keyboard.type("painted boards of the hives")
    tab.keyboard.press("Enter")
    hit = tab.get_by_role("main").locator("a[href*='passage=']").first
    expect(tab.locator("mark").first).to_be_visible(timeout=PATIENCE)
    hit.click()
    expect(tab.locator("#evidence").first).to_be_visible()
    assert "page=2" in tab.url


def test_the_trash_gives_back(tab, site):
    site.upload(pdfs.text_pdf(["An unwanted letter."]), "unwanted.pdf")
    tab.reload()
    row = row_of(tab, "unwanted")
    row.hover()
    row.get_by_role("button", name="Move").click()
    expect(row).to_have_count(0)
    tab.goto(f"{site.url}/trash/")
    tab.get_by_role("button", name=re.compile("Restore.+unwanted")).click()
    tab.goto(f"{site.url}/")
    expect(row).to_have_count(1)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", ["/", "/search/?q=bees", "/trash/", "/settings/"])
def test_pages_pass_axe(tab, site, bees, path, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{site.url}{path}")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_document_page_passes_axe(tab, site, bees, scheme):
    tab.emulate_media(color_scheme=scheme)
    tab.goto(f"{site.url}/documents/{bees['id']}/?page=1&at=0-40")
    found = Axe().run(tab)
    assert found.violations_count == 0, found.generate_report()


def test_nothing_scrolls_sideways_on_a_phone(tab, site, bees):
    tab.set_viewport_size({"width": 320, "height": 700})
    for path in ("/", f"/documents/{bees['id']}/", "/search/?q=bees", "/settings/"):
        tab.goto(f"{site.url}{path}")
        overflow = tab.locator("html").evaluate(
            "root => root.scrollWidth - root.clientWidth"
        )
        assert overflow == 0, path
