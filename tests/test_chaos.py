"""30 documents in flight while everything under them is killed, again and again.

All tests look at one run of about two minutes. The order and the moments of the kills
come from a seed, which is printed: CHAOS_SEED=7 makes it seven.
"""

import os
import sys
import time

import pytest

from tests.chaos import (
    Chaos,
    Database,
    made_up_word,
    marked_pdf,
    spooled_uploads,
    stored_files,
    tail,
)
from tests.chaos_promises import PROMISES
from tests.conftest import Site
from tests.serving import Serve

pytestmark = [
    pytest.mark.journey,
    pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc"),
]

DOCUMENTS = 30
PAGES = 20
POOL_PROCESSES = 12
AT_WORK = 10
SEED = int(os.environ.get("CHAOS_SEED", "1"))


@pytest.fixture(scope="module")
def serve(tmp_path_factory):
    settings = {"PDFSUM_WORKER_PROCESSES": str(POOL_PROCESSES)}
    serve = Serve(tmp_path_factory.mktemp("chaos"), settings=settings)
    try:
        serve.start()
        yield serve
    finally:
        serve.stop()


@pytest.fixture(scope="module")
def chaotic_site(serve):
    site = Site(serve)
    site.create_user()
    return site


@pytest.fixture(scope="module")
def words(chaotic_site):
    """The word that only one document has, by the document's id. All are in flight."""
    made = [made_up_word(number, seed=SEED) for number in range(DOCUMENTS)]
    files = [marked_pdf(w, seed=n, pages=PAGES) for n, w in enumerate(made)]
    return {
        chaotic_site.upload(content, f"{word}.pdf"): word
        for word, content in zip(made, files, strict=True)
    }


@pytest.fixture(scope="module")
def kills(serve, words):
    """What was killed, once everything has come to rest again."""
    chaos = Chaos(serve, seed=SEED, at_work=AT_WORK)
    began = time.monotonic()
    try:
        chaos.run()
        wait_until_final(serve)
    finally:
        told = [f"CHAOS_SEED={SEED}", *map(str, chaos.kills)]
        sys.stdout.write("\n" + "\n".join(told) + "\n")
    sys.stdout.write(f"{time.monotonic() - began:6.1f} s  all final\n")
    return chaos.kills


def wait_until_final(serve, seconds=480):
    deadline = time.monotonic() + seconds
    while left := Database(serve).unfinished():
        assert time.monotonic() < deadline, f"{left} documents hang:\n{tail(serve)}"
        time.sleep(0.2)


def test_each_kill_lands_while_ten_runs_are_at_work(kills):
    assert len(kills) == 6
    assert {kill.kind for kill in kills} >= {"worker", "broker", "database"}
    assert min(kill.at_work for kill in kills) >= AT_WORK


@pytest.mark.parametrize("promise", PROMISES, ids=str)
def test_it_keeps_its_promises(serve, kills, promise):
    assert Database(serve).rows(promise.query) == []


@pytest.mark.parametrize("promise", PROMISES, ids=str)
def test_a_broken_promise_would_be_seen(serve, kills, promise):
    assert Database(serve).rows_after(promise.fault, promise.query) != []


def test_every_page_holds_the_word_of_its_own_document(serve, kills, words):
    for pk, word in words.items():
        pages = Database(serve).rows(
            "SELECT p.number, p.text FROM library_document d"
            " JOIN library_page p ON p.text_version_id = d.current_text_id"
            " WHERE d.id = %s ORDER BY p.number",
            pk,
        )
        assert [number for number, _ in pages] == list(range(1, PAGES + 1))
        strange = [n for n, text in pages if f"On sheet {n} of {word}" not in text]
        assert strange == []


def test_search_finds_each_document_by_its_word(chaotic_site, kills, words):
    for pk, word in words.items():
        found = chaotic_site.get("/api/v1/search", q=word, mode="keyword")["results"]
        assert {hit["document"]["id"] for hit in found} == {pk}


def test_storage_and_rows_agree(serve, kills):
    names = Database(serve).rows("SELECT name FROM library_storedfile")
    documents = Database(serve).rows("SELECT id::text FROM library_document")
    files = stored_files(serve)
    pictures = {name for name in files if name.startswith("pictures/")}
    assert files - pictures == {name for (name,) in names}
    # Each document may have its thumbnail; nothing else is drawn.
    assert {name.split("/")[2] for name in pictures} <= {pk for (pk,) in documents}
    assert all(name.endswith("-thumbnail-320.webp") for name in pictures)
    assert len(names) == DOCUMENTS
    assert spooled_uploads(serve) == []


def test_no_process_is_left_after_the_stop(serve, kills):
    code, _seconds = serve.stop()
    assert code == 0
    assert serve.processes() == []
