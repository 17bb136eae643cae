"""Upload, wait, search, read: over HTTP, with a real worker in a process of its own."""

import http.client
import json
import os
import signal

import pytest

from tests import pdfs

pytestmark = pytest.mark.journey

LIGHTHOUSE = [
    "The lighthouse at Cape Wrath was built in 1828 by Robert Stevenson. "
    "Its lamp could be seen from thirty kilometres away in clear weather.",
    "Automation ended the work of the keepers in every Scottish lighthouse. "
    "The lamps are now watched from an office in Edinburgh by a small team.",
]


@pytest.fixture(scope="module")
def lighthouse(site):
    pk = site.upload(pdfs.text_pdf(LIGHTHOUSE), "lighthouse.pdf")
    return site.wait_until_final(pk)


def test_an_upload_becomes_ready_with_summary_and_tags(lighthouse):
    assert lighthouse["status"] == "ready", lighthouse["error"]
    assert lighthouse["page_count"] == 2
    assert lighthouse["summary"]
    assert lighthouse["progress"]["percent"] == 100
    assert 3 <= len(lighthouse["tags"]) <= 8


def test_a_search_finds_the_page(site, lighthouse):
    found = site.get("/api/v1/search", q="who watches the lamps today")
    hit = found["results"][0]
    assert hit["document"]["id"] == lighthouse["id"]
    assert hit["page"] == 2


def test_the_hit_opens_the_page_with_the_passage_marked(site, lighthouse):
    hit = site.get("/api/v1/search", q="office in Edinburgh")["results"][0]
    page = site.browser_session().get(hit["url"], timeout=30)
    assert page.status_code == 200
    assert 'id="evidence"' in page.text
    assert "watched from an office in Edinburgh" in page.text


def test_the_file_comes_back_whole_and_in_ranges(site, lighthouse):
    url = f"{site.url}/api/v1/documents/{lighthouse['id']}/file"
    whole = site.api.get(url, timeout=30)
    assert len(whole.content) == lighthouse["size_bytes"]
    assert 'filename="lighthouse.pdf"' in whole.headers["Content-Disposition"]
    part = site.api.get(url, headers={"Range": "bytes=0-4"}, timeout=30)
    assert (part.status_code, part.content) == (206, b"%PDF-")


def test_several_files_without_javascript(site):
    session = site.browser_session()
    page = session.post(
        f"{site.url}/documents/",
        data={"csrfmiddlewaretoken": session.cookies["pdfsum_csrf"]},
        files=[
            ("file", ("one.pdf", pdfs.text_pdf(["A first letter."]))),
            ("file", ("two.pdf", pdfs.text_pdf(["A second letter."]))),
            ("file", ("notes.pdf", b"just text")),
        ],
        timeout=60,
    )
    assert page.status_code == 200
    assert "is not a PDF, whatever its name says." in page.text
    rows = site.get("/api/v1/documents")["results"]
    assert {"one.pdf", "two.pdf"} <= {row["filename"] for row in rows}


def test_a_body_over_the_limit_is_refused_before_it_is_sent(site):
    connection = http.client.HTTPConnection("127.0.0.1", site.serve.port, timeout=10)
    connection.putrequest("POST", "/api/v1/documents")
    connection.putheader("Authorization", site.api.headers["Authorization"])
    connection.putheader("Content-Length", str(500 * 1024 * 1024))
    connection.putheader("Content-Type", "multipart/form-data; boundary=x")
    connection.endheaders()
    response = connection.getresponse()
    assert response.status == 413
    assert json.load(response)["code"] == "file_too_large"


def test_a_killed_worker_loses_nothing(site):
    """The message is gone with its worker; the job is in PostgreSQL."""
    pk = site.upload(pdfs.long_pdf(pages=300), "long.pdf")
    site.wait_until(pk, lambda found: found["progress"]["pages_done"] > 20)
    worker = site.serve.pid_of("celery --app pdfsum --quiet worker")
    os.killpg(os.getpgid(worker), signal.SIGKILL)
    document = site.wait_until_final(pk, seconds=180)
    assert document["status"] == "ready", document["error"]
    assert document["page_count"] == 300


def test_a_stop_in_mid_document_costs_nothing(site):
    """The next start knows that no worker lives, and goes on at once."""
    pk = site.upload(pdfs.long_pdf(pages=301), "stopped.pdf")
    site.wait_until(pk, lambda found: found["progress"]["pages_done"] > 20)
    site.serve.stop()
    site.serve.start()
    site.wait_until(pk, lambda found: found["status"] != "processing", seconds=10)
    document = site.wait_until_final(pk, seconds=120)
    assert document["status"] == "ready", document["error"]
