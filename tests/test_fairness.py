"""Real workers: books do not hold up letters, and open streams not the end."""

import json
import os

import psycopg
import pytest

from pdfsum.lib.embedded import read_addresses
from tests import pdfs
from tests.conftest import Site
from tests.serving import Serve

pytestmark = pytest.mark.journey

BOOK_PAGES = 2000
WATCHERS = 200


@pytest.fixture(scope="module")
def own_site(tmp_path_factory):
    """A site of its own: its books are never finished."""
    serve = Serve(tmp_path_factory.mktemp("fairness"))
    site = Site(serve)
    try:
        serve.start()
        site.create_user()
        yield site
    finally:
        serve.stop()


@pytest.fixture(scope="module")
def books(own_site):
    """One for each slot, both at work."""
    # What is larger than a letter of ten scanned pages waits among the long ones.
    weight = b"%" + os.urandom(6 * 1024 * 1024).hex().encode() + b"\n"
    book = pdfs.long_pdf(BOOK_PAGES)
    found = [
        own_site.upload(
            book + weight + str(number).encode() + trailer(book), "book.pdf"
        )
        for number in range(2)
    ]
    for pk in found:
        own_site.wait_until(pk, is_at_work)
    return found


def trailer(content):
    """The last lines of a PDF, which say where its table of contents is."""
    return b"\n" + content[content.rindex(b"startxref") :]


def is_at_work(document):
    return document["status"] == "processing" and document["progress"]["pages_done"]


def query(site, statement, *values):
    url = read_addresses(site.serve.data).database_url
    with psycopg.connect(url) as connection:
        return connection.execute(statement, values).fetchall()


def test_two_books_do_not_hold_up_ten_letters(own_site, books):
    letters = [
        own_site.upload(pdfs.text_pdf([f"Letter {number}. {text}"]), "letter.pdf")
        for number, text in enumerate(pdfs.make_sentences(10))
    ]
    for pk in letters:
        assert own_site.wait_until_final(pk)["status"] == "ready"
    unfinished = [own_site.document(pk)["status"] for pk in books]
    assert set(unfinished) <= {"processing", "queued"}
    for pk in books:  # Both go on, as the same attempt.
        own_site.wait_until(pk, is_at_work)
    runs = query(
        own_site,
        "SELECT queue, attempt, times_gave_way FROM library_processingrun "
        "WHERE document_id = ANY(%s::uuid[])",
        books,
    )
    assert sorted(row[:2] for row in runs) == [("bulk", 1)] * 2
    assert sum(times for _, _, times in runs) >= 1


class Stream:
    """One watcher, reading line after line."""

    def __init__(self, site, pk):
        self.response = site.api.get(
            f"{site.url}/api/v1/documents/{pk}/progress",
            headers={"Accept": "text/event-stream"},
            stream=True,
            timeout=30,
        )
        self.lines = self.response.iter_lines(chunk_size=1, decode_unicode=True)

    def next_event(self):
        name = ""
        for line in self.lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            if line.startswith("data: "):
                return name, json.loads(line.removeprefix("data: "))
        return None


def connections(site):
    counted = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'pdfsum'"
    return query(site, counted)[0][0]


def test_watchers_hold_no_database_connections(own_site, books):
    before = connections(own_site)
    streams = [Stream(own_site, books[0]) for _ in range(WATCHERS)]
    for stream in streams:
        name, state = stream.next_event()
        assert (name, state["pages_total"]) == ("progress", BOOK_PAGES)
    # Ten for each of the two web processes is what their pools may hold at most.
    assert connections(own_site) <= before + 10
    headers = streams[0].response.headers
    assert headers["Content-Type"] == "text/event-stream"
    assert headers["X-Accel-Buffering"] == "no"
    assert "Content-Encoding" not in headers
    for stream in streams:
        stream.response.close()


def test_a_stranger_gets_no_stream(own_site, books):
    document = f"{own_site.url}/api/v1/documents/{books[0]}/progress"
    own_site.api.headers, kept = {}, own_site.api.headers
    try:
        answer = own_site.api.get(document, headers={"Accept": "text/event-stream"})
    finally:
        own_site.api.headers = kept
    assert answer.status_code == 401


def test_open_streams_do_not_hold_up_the_end(own_site, books):
    stream = Stream(own_site, books[0])
    assert stream.next_event()
    assert own_site.serve.stop()[0] == 0
