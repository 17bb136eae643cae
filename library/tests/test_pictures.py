"""Pictures of pages: what is kept, under which name, and what is not tried again."""

import threading
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from library import pictures
from library.errors import PicturesBusyError
from library.pictures import Wanted, thumbnail_of
from library.tests.factories import make_document, make_text
from pdfsum.engines.pdf import PdfReader
from tests import pdfs


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=pdfs.text_pdf([pdfs.make_paragraphs(200)]))


def opened(found):
    with default_storage.open(found.name) as file:
        return Image.open(BytesIO(file.read()))


def stored():
    if not default_storage.exists(pictures.FOLDER):
        return []
    return sorted(
        path.name for path in default_storage_root().rglob("*") if path.is_file()
    )


def default_storage_root():
    from pathlib import Path

    return Path(default_storage.path(pictures.FOLDER))


@pytest.fixture
def renderings(monkeypatch):
    """The pages that children were asked to render."""
    asked = []
    original = PdfReader.render

    def render(self, number, **options):
        asked.append(number)
        return original(self, number, **options)

    monkeypatch.setattr(PdfReader, "render", render)
    return asked


def test_a_thumbnail_is_320_pixels_wide_whatever_is_known_of_the_page(document):
    image = opened(pictures.render(thumbnail_of(document)))
    assert (image.format, image.width) == ("WEBP", 320)
    assert image.height == pytest.approx(320 * 842 / 595, abs=2)
    make_text(document, "Text.")
    pictures.delete_pictures(document.pk)
    assert opened(pictures.render(thumbnail_of(document))).width == 320


def test_a_page_has_110_dots_to_the_inch(document):
    make_text(document, "Text.")
    image = opened(pictures.render(Wanted(document, 1)))
    assert image.width == pytest.approx(595 / 72 * 110, abs=1)


def test_a_picture_shows_what_is_on_the_page(document):
    dark = opened(pictures.render(Wanted(document, 1))).convert("L").histogram()
    blank = make_document(user=document.added_by, content=pdfs.blank_pdf())
    white = opened(pictures.render(Wanted(blank, 1))).convert("L").histogram()
    assert sum(dark[:128]) > 1000
    assert sum(white[:128]) == 0


def test_it_renders_once(document, renderings):
    first = pictures.render(thumbnail_of(document))
    assert pictures.render(thumbnail_of(document)) == first
    assert pictures.make_thumbnail(document)
    assert renderings == [1]


def test_the_name_tells_document_file_and_size(document, alice):
    name = thumbnail_of(document).name
    assert str(document.pk) in name
    assert document.file_hash[:16] in name
    assert "320" in name
    document.file_hash = "f" * 64
    assert thumbnail_of(document).name != name
    document.unlocked_name = "unlocked/x.pdf"
    assert "unlocked" in thumbnail_of(document).name


def test_what_cannot_be_rendered_is_not_tried_again_for_a_day(alice, renderings):
    broken = make_document(user=alice, content=b"%PDF-1.7\nno page at all\n%%EOF")
    wanted = thumbnail_of(broken)
    assert pictures.render(wanted) is None
    assert pictures.cannot_be_rendered(wanted)
    assert not pictures.make_thumbnail(broken)
    assert stored() == [wanted.name.rpartition("/")[2] + pictures.FAILED]


def test_what_failed_a_day_ago_is_tried_again(alice, monkeypatch):
    broken = make_document(user=alice, content=b"%PDF-1.7\nno page at all\n%%EOF")
    wanted = thumbnail_of(broken)
    pictures.render(wanted)
    monkeypatch.setattr(pictures, "FAILURE_LASTS", pictures.FAILURE_LASTS * 0)
    assert not pictures.cannot_be_rendered(wanted)


def test_a_locked_document_starts_no_child(alice, renderings, monkeypatch):
    locked = make_document(
        user=alice,
        content=pdfs.encrypted_pdf(),
        status="failed",
        error_code="password_required",
    )
    monkeypatch.setattr(pictures, "PdfReader", lambda path: pytest.fail("A child."))
    assert pictures.cannot_be_rendered(thumbnail_of(locked))
    assert not pictures.make_thumbnail(locked)


def test_a_file_that_is_missing_today_may_be_back_tomorrow(document):
    default_storage.delete(document.stored_file.name)
    assert pictures.render(thumbnail_of(document)) is None
    assert not pictures.cannot_be_rendered(thumbnail_of(document))


def test_no_more_children_than_slots_render_at_a_time(alice, monkeypatch, db):
    running, most, lock = 0, 0, threading.Lock()
    wait = threading.Event()

    def render(wanted, dpi):
        nonlocal running, most
        with lock:
            running += 1
            most = max(most, running)
        wait.wait(0.05)
        with lock:
            running -= 1

    monkeypatch.setattr(pictures, "_render", render)
    monkeypatch.setattr(pictures, "_dpi", lambda wanted: 72)
    monkeypatch.setattr(pictures, "find", lambda wanted: None)
    document = make_document(user=alice)
    threads = [
        threading.Thread(target=pictures.render, args=[Wanted(document, number)])
        for number in range(1, 11)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == pictures.SLOTS


def test_who_waits_too_long_is_told(document, monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    held = threading.BoundedSemaphore(1)
    held.acquire()
    monkeypatch.setattr(pictures, "_slots", held)
    with pytest.raises(PicturesBusyError):
        pictures.render(thumbnail_of(document))


def test_two_at_once_keep_one_picture(document, monkeypatch):
    """The other one was faster, after this one had looked."""
    wanted = thumbnail_of(document)
    dpi = pictures._dpi(wanted)
    pictures._render(wanted, dpi)
    pictures._render(wanted, dpi)
    assert stored() == [wanted.name.rpartition("/")[2]]


def test_deleting_takes_all_pictures_of_one_document_and_none_of_others(document):
    other = make_document(user=document.added_by, content=pdfs.blank_pdf())
    for number in (thumbnail_of(document), Wanted(document, 1), thumbnail_of(other)):
        pictures.render(number)
    pictures.delete_pictures(document.pk)
    assert stored() == [thumbnail_of(other).name.rpartition("/")[2]]
    pictures.delete_pictures(document.pk)


def test_the_sweep_finds_pictures_of_documents_that_are_gone(document):
    pictures.render(thumbnail_of(document))
    shard = int(str(document.pk)[-2:], 16)
    assert pictures.sweep(shard) == 0
    wanted = thumbnail_of(document)
    document.delete()
    assert pictures.sweep((shard + 1) % 256) == 0
    assert pictures.sweep(shard) == 1
    assert not default_storage.exists(wanted.name)
