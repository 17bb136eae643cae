"""A library that is used, backed up meanwhile, and restored on another machine."""

import sys
from contextlib import contextmanager
from threading import Event, Thread

import pytest
import requests

from tests import pdfs
from tests.conftest import EMAIL, Site
from tests.serving import Serve

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]
WORDS = "The keepers of the lighthouse at Cape Wrath were paid in whisky."


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("journey")


@pytest.fixture(scope="module")
def old(folder):
    """What is known of the library that was backed up, after its end."""
    (folder / "old").mkdir()
    serve = Serve(folder / "old")
    site = Site(serve)
    try:
        serve.start()
        site.create_user()
        site.pk = site.upload(pdfs.text_pdf([WORDS]), "keepers.pdf")
        assert site.wait_until_final(site.pk)["status"] == "ready"
        site.cookies = site.browser_session().cookies
        with uploads(site):
            site.printed = serve.manage("backup", str(folder / "running.tar"))
        yield site
    finally:
        serve.stop()


@contextmanager
def uploads(site):
    """One after the other, from before the block until after it."""
    over, begun = Event(), Event()

    def upload():
        number = 0
        while not over.wait(1):
            site.upload(pdfs.text_pdf([f"Letter {number}."]), f"{number}.pdf")
            number += 1
            begun.set()
        site.uploaded = number

    thread = Thread(target=upload)
    thread.start()
    begun.wait(30)
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.fixture(scope="module")
def new(folder, old):
    """Another machine: restored without `serve`, then started."""
    (folder / "new").mkdir()
    serve = Serve(folder / "new")
    site = Site(serve)
    site.api.headers = old.api.headers
    try:
        site.printed = serve.manage("restore", str(folder / "running.tar"))
        assert serve.processes() == []
        serve.start()
        yield site
    finally:
        serve.stop()


def test_nothing_is_left_out_while_uploads_go_on(old):
    assert old.uploaded > 1
    assert "Not as it should be" not in old.printed


def test_everything_fits_together_afterwards(new):
    assert "Everything fits together." in new.printed


def test_nobody_is_offered_to_make_the_first_account(new):
    assert "/setup/" not in new.serve.log


def test_the_password_the_session_and_the_key_still_hold(old, new):
    assert new.browser_session().get(new.url, timeout=30).url == f"{new.url}/"
    page = requests.get(f"{new.url}/", cookies=old.cookies, timeout=30)
    assert page.url == f"{new.url}/", "the session of then"
    assert new.get("/api/v1/me")["email"] == EMAIL


def test_the_same_file_opens(old, new):
    url = f"/api/v1/documents/{old.pk}/file"
    file = new.api.get(f"{new.url}{url}", timeout=30).content
    assert file.startswith(b"%PDF")
    assert file == old.api.get(f"{old.url}{url}", timeout=30).content


def test_search_by_meaning_and_by_word_finds_it(old, new):
    for mode in ("semantic", "keyword", "hybrid"):
        found = new.get("/api/v1/search", q="lighthouse keepers", mode=mode)
        assert found["results"][0]["document"]["id"] == old.pk


def test_what_was_waiting_is_read_now(new):
    for row in new.get("/api/v1/documents", limit=100)["results"]:
        assert new.wait_until_final(row["id"], seconds=180)["status"] == "ready"


def test_a_restore_is_refused_while_pdfsum_runs(folder, new):
    command = ("restore", str(folder / "running.tar"), "--replace", "--yes")
    with pytest.raises(AssertionError, match="pdfsum is running on this data folder"):
        new.serve.manage(*command)


def test_it_backs_up_while_pdfsum_does_not_run(folder, new):
    new.serve.stop()
    printed = new.serve.manage("backup", str(folder / "stopped.tar"))
    assert "Backed up 1 users" in printed
    assert new.serve.processes() == []
