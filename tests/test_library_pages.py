"""The library page as people use it: filtered, as a grid, selected, changed in bulk."""

import zipfile

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from tests import pdfs

pytestmark = pytest.mark.journey

TITLES = ("hive-alpha", "hive-beta", "hive-gamma")


@pytest.fixture(scope="module")
def hives(site):
    """Three documents whose titles nothing else has."""
    ids = [
        site.upload(
            pdfs.text_pdf([f"A note about the hive number {n}."]), f"{name}.pdf"
        )
        for n, name in enumerate(TITLES)
    ]
    for pk in ids:
        site.wait_until_final(pk)
        answer = site.api.patch(
            f"{site.url}/api/v1/documents/{pk}",
            json={"title": TITLES[ids.index(pk)]},
            timeout=30,
        )
        assert answer.status_code == 200
    return ids


@pytest.fixture
def library(tab, site, hives):
    tab.goto(f"{site.url}/?q=hive-&ordering=title&view=list")
    expect(rows(tab)).to_have_count(3)
    return tab


def rows(tab):
    return tab.locator("#document-rows .document-row")


def box(tab, number):
    return rows(tab).nth(number).get_by_role("checkbox")


def toast(tab):
    return tab.locator("#toasts .toast").last


def test_filters_are_in_the_address_and_can_be_taken_away(library):
    library.locator(".filter-menu summary").click()
    library.get_by_label("Status").select_option("failed")
    library.get_by_role("button", name="Show").click()
    expect(library.get_by_text("Nothing matches")).to_be_visible()
    assert "status=failed" in library.url
    # What is not used is not in the address.
    assert "author=" not in library.url
    library.get_by_role("link", name="Status: Could not be read").click()
    expect(rows(library)).to_have_count(3)
    library.get_by_role("link", name="Reset", exact=True).first.click()
    assert "q=" not in library.url


def test_the_grid_shows_pictures_and_stays(library, site):
    library.get_by_role("link", name="Grid").click()
    picture = rows(library).first.locator("img")
    expect(picture).to_be_visible()
    picture.scroll_into_view_if_needed()
    # Decoding fails where there is no picture.
    width = picture.evaluate("img => img.decode().then(() => img.naturalWidth)")
    assert width > 100
    library.goto(f"{site.url}/?q=hive-")
    expect(library.locator("#document-rows.is-grid")).to_be_visible()
    library.get_by_role("link", name="List").click()
    expect(library.locator("#document-rows.is-list")).to_be_visible()


def test_a_selection_is_tagged_at_once_and_undone(library):
    box(library, 0).check()
    box(library, 2).click(modifiers=["Shift"])
    expect(library.get_by_text("3 selected").first).to_be_visible()
    library.locator("#bulk summary", has_text="Tag").click()
    library.get_by_label("Add tags").fill("Apiary")
    library.keyboard.press("Enter")
    expect(toast(library)).to_contain_text("3 documents tagged “Apiary”.")
    expect(rows(library).get_by_role("link", name="Apiary")).to_have_count(3)
    # Done: the selection is gone, and so is its bar, with the field that had the focus.
    expect(library.locator("#bulk")).to_be_hidden()
    expect(rows(library).nth(2).locator(".row-title a")).to_be_focused()
    toast(library).get_by_role("button", name="Undo").click()
    expect(toast(library)).to_contain_text("“Apiary” taken off 3 documents.")
    expect(rows(library).get_by_role("link", name="Apiary")).to_have_count(0)


def test_the_count_follows_one_row_into_the_trash_and_back(library):
    count = library.locator("#document-count")
    expect(count).to_have_text("3 documents")
    rows(library).first.hover()
    rows(library).first.get_by_role("button", name="to the trash").click()
    expect(count).to_have_text("2 documents")
    library.get_by_role("button", name="Undo").click()
    expect(count).to_have_text("3 documents")


def test_a_selection_is_downloaded_as_an_archive(library):
    box(library, 0).check()
    box(library, 1).check()
    library.locator("#bulk summary", has_text="More").click()
    with library.expect_download() as download:
        library.get_by_role("button", name="Download as ZIP").click()
    with zipfile.ZipFile(download.value.path()) as archive:
        assert sorted(archive.namelist()) == ["hive-alpha.pdf", "hive-beta.pdf"]
        assert archive.read("hive-alpha.pdf").startswith(b"%PDF")


def test_the_keyboard_alone_selects_trashes_and_undoes(library):
    library.keyboard.press("j")
    library.keyboard.press("j")
    expect(rows(library).nth(1).locator(".row-title a")).to_be_focused()
    library.keyboard.press("x")
    expect(library.get_by_text("1 selected").first).to_be_visible()
    library.keyboard.press("Escape")
    expect(library.locator("#bulk")).to_be_hidden()
    library.keyboard.press("k")
    library.keyboard.press("x")
    library.keyboard.press("#")
    expect(toast(library)).to_contain_text("1 document moved to the trash.")
    expect(rows(library)).to_have_count(2)
    toast(library).get_by_role("button", name="Undo").click()
    expect(rows(library)).to_have_count(3)


def test_a_key_goes_from_a_selected_row_to_what_can_be_done_with_it(library):
    tag = library.locator("#bulk summary").first
    library.keyboard.press("j")
    library.keyboard.press("a")
    expect(rows(library).first.locator(".row-title a")).to_be_focused()
    library.keyboard.press("x")
    library.keyboard.press("a")
    expect(tag).to_be_focused()
    library.keyboard.press("Escape")
    expect(library.locator("#bulk")).to_be_hidden()


def test_the_focus_stays_with_the_row_whose_button_was_pressed(library):
    undo = library.get_by_role("button", name="Undo")
    for number in (0, 2):
        row = library.locator("#document-rows > li").nth(number)
        row.get_by_role("button", name="to the trash").press("Enter")
        expect(row.get_by_role("button", name="Undo")).to_be_focused()
    expect(undo).to_have_count(2)
    for number in (2, 0):
        row = library.locator("#document-rows > li").nth(number)
        row.get_by_role("button", name="Undo").press("Enter")
        expect(row.locator(".row-title a")).to_be_focused()


def test_a_notice_does_not_cover_the_bar_of_the_selection(library):
    box(library, 0).check()
    library.evaluate("pdfsum.showNotice('Something happened.')")
    expect(toast(library)).to_be_visible()
    library.get_by_role("button", name="Trash", exact=True).click(trial=True)
    low = toast(library).bounding_box()
    bar = library.locator("#bulk").bounding_box()
    assert low["y"] + low["height"] <= bar["y"]


def test_the_bar_of_the_selection_hides_nothing_that_has_the_focus(library):
    library.set_viewport_size({"width": 1280, "height": 360})
    box(library, 0).press("Space")
    bar = library.locator("#bulk")
    expect(bar).to_be_visible()
    tabs = 0
    while library.locator("#document-rows :focus").count():
        focused = library.evaluate(
            "document.activeElement.getBoundingClientRect().bottom"
        )
        assert focused <= bar.bounding_box()["y"] + 1, tabs
        library.keyboard.press("Tab")
        tabs += 1
    assert tabs > len(TITLES)


def test_typing_is_not_a_command(library):
    field = library.get_by_placeholder("Filter by title")
    field.fill("")
    field.press_sequentially("jxk#")
    expect(field).to_have_value("jxk#")
    expect(library.locator("#bulk")).to_be_hidden()


def test_single_keys_can_be_switched_off(library, site):
    library.goto(f"{site.url}/help/")
    library.get_by_label("Keys that are a single character").uncheck()
    library.goto(f"{site.url}/?q=hive-&view=list")
    for key in ("/", "j"):
        library.keyboard.press(key)
        expect(library.locator("body")).to_be_focused()
    rows(library).first.locator(".row-title a").focus()
    library.keyboard.press("x")
    expect(library.locator("#bulk")).to_be_hidden()
    # Those that are no character still work.
    box(library, 0).check()
    library.keyboard.press("Escape")
    expect(library.locator("#bulk")).to_be_hidden()


def test_it_works_without_script(site, hives, browser):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    session = site.browser_session()
    context.add_cookies(
        [
            {"name": name, "value": value, "url": site.url}
            for name, value in session.cookies.items()
        ]
    )
    page.goto(f"{site.url}/?q=hive-&ordering=title")
    expect(page.locator("#bulk")).to_be_hidden()
    box(page, 1).check()
    page.locator("#bulk summary", has_text="Tag").click()
    page.get_by_label("Add tags").fill("Scriptless")
    page.locator("#bulk").get_by_role("button", name="Add").click()
    expect(page.get_by_text("1 document tagged “Scriptless”.")).to_be_visible()
    assert "q=hive-" in page.url
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("“Scriptless” taken off 1 document.")).to_be_visible()
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", ["list", "grid"])
def test_it_passes_axe_while_something_is_selected(library, site, view, scheme):
    library.emulate_media(color_scheme=scheme)
    library.goto(f"{site.url}/?q=hive-&view={view}")
    rows(library).first.hover()
    box(library, 0).check()
    library.locator("#bulk summary", has_text="Tag").click()
    found = Axe().run(library)
    assert found.violations_count == 0, found.generate_report()
    library.goto(f"{site.url}/?q=hive-&view=list")
    library.locator(".filter-menu summary").click()
    found = Axe().run(library)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize("view", ["list", "grid"])
def test_nothing_scrolls_sideways_on_a_phone(library, site, view):
    library.set_viewport_size({"width": 320, "height": 640})
    library.goto(f"{site.url}/?q=hive-&view={view}")
    rows(library).first.hover()
    box(library, 0).check()
    for menu in ("Tag", "Move", "More"):
        library.locator("#bulk summary", has_text=menu).click()
        panel = library.locator("#bulk details[open] .menu-panel")
        edges = panel.evaluate(
            "e => [e.getBoundingClientRect().left, e.scrollWidth - e.clientWidth]"
        )
        assert edges[0] >= 0
        assert edges[1] <= 0
    width = library.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
    assert width == 0


@pytest.mark.parametrize("path", ["/settings/data/", "/documents/{}/version/"])
def test_a_file_to_choose_fits_on_a_small_phone(library, site, hives, path):
    library.set_viewport_size({"width": 320, "height": 640})
    library.goto(site.url + path.format(hives[0]))
    expect(library.locator("main input[type=file]")).to_be_visible()
    width = library.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
    assert width == 0
