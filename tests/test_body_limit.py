"""The ASGI layer that counts request bodies, driven at its protocol."""

import asyncio
import errno
import io
import json
import threading

import pytest
from django.urls import reverse

from pdfsum import body_limit
from pdfsum.body_limit import (
    FORM_OVERHEAD,
    SMALL_LIMIT,
    UPLOAD_PATHS,
    BodyLimit,
    UploadHandler,
)

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def limit(settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1


KEY = ((b"authorization", b"Bearer key"),)


def send(
    app,
    *,
    chunks,
    headers=(),
    path="/api/v1/documents",
    method="POST",
    credentials=KEY,
):
    """The status, headers and body of the answer, and how many chunks were taken."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "headers": [*credentials, *headers],
        "query_string": b"",
    }
    waiting = [
        {"type": "http.request", "body": chunk, "more_body": True} for chunk in chunks
    ]
    waiting.append({"type": "http.request", "body": b"", "more_body": False})
    taken, sent = [], []

    async def receive():
        taken.append(waiting.pop(0))
        return taken[-1]

    async def send(message):
        sent.append(message)

    asyncio.run(app(scope, receive, send))
    body = b"".join(message.get("body", b"") for message in sent)
    return sent[0]["status"], dict(sent[0]["headers"]), body, len(taken)


def post(app, **request):
    status, _, body, taken = send(app, **request)
    return status, body, taken


async def reads_everything(scope, receive, send):
    body = await UploadHandler().read_body(receive)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body.read()})


def test_a_body_within_the_limit_arrives_whole():
    chunks = [b"a" * 300_000, b"b" * 300_000, b"c"]
    status, body, _ = post(BodyLimit(reads_everything), chunks=chunks)
    assert (status, body) == (200, b"".join(chunks))


def test_a_claimed_length_over_the_limit_is_refused_before_anything_is_read():
    claimed = str(MEGABYTE + FORM_OVERHEAD + 1).encode()
    status, body, taken = post(
        BodyLimit(reads_everything), chunks=[], headers=[(b"content-length", claimed)]
    )
    assert (status, taken) == (413, 0)
    assert json.loads(body)["code"] == "file_too_large"


def test_a_body_without_a_length_is_cut_off_at_the_limit():
    status, _, taken = post(BodyLimit(reads_everything), chunks=[b"x" * MEGABYTE] * 50)
    assert (status, taken) == (413, 3)


def test_a_stranger_gets_no_disk(settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 100
    chunks = [b"x" * MEGABYTE] * 20
    status, _, taken = post(BodyLimit(reads_everything), chunks=chunks, credentials=())
    assert (status, taken) == (413, SMALL_LIMIT // MEGABYTE + 1)
    status, _, _ = post(BodyLimit(reads_everything), chunks=chunks)
    assert status == 200


def test_a_browser_is_told_on_a_page_with_a_way_back():
    status, headers, body, _ = send(
        BodyLimit(reads_everything), chunks=[b"x" * MEGABYTE] * 3, path="/documents/"
    )
    html = body.decode()
    assert status == 413
    assert headers[b"content-type"] == b"text/html; charset=utf-8"
    assert b"frame-ancestors 'none'" in headers[b"content-security-policy"]
    assert "This upload is larger than 1 MB" in html
    assert f'href="{reverse("library:document_list")}"' in html


def test_htmx_is_told_in_a_notice():
    _, body, _ = post(
        BodyLimit(reads_everything),
        chunks=[b"x" * MEGABYTE] * 3,
        path="/documents/",
        headers=[(b"hx-request", b"true")],
    )
    assert body.decode().strip().startswith("<p data-notice>This upload is larger")


def test_the_upload_paths_are_those_of_the_site():
    names = "library:document_upload", "api:create_document", "library:library_import"
    urls = set(map(reverse, names))
    assert urls == UPLOAD_PATHS


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/api/v1/chats"),
        ("PATCH", "/api/v1/documents"),
        ("POST", "/documents/x/trash/"),
        ("POST", "/accounts/login/"),
    ],
)
def test_every_other_request_may_carry_little(settings, method, path):
    settings.PDFSUM_MAX_UPLOAD_MB = 200
    assert settings.DATA_UPLOAD_MAX_MEMORY_SIZE < SMALL_LIMIT
    claimed = [(b"content-length", str(SMALL_LIMIT + 1).encode())]
    status, body, taken = post(
        BodyLimit(reads_everything),
        chunks=[],
        headers=claimed,
        path=path,
        method=method,
    )
    assert (status, taken) == (413, 0)
    assert b"larger than 5 MB" in body
    if path.startswith("/api/"):
        assert json.loads(body)["code"] == "body_too_large"


def test_an_upload_may_be_large(settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 8
    for path in UPLOAD_PATHS:
        status, _, _ = post(
            BodyLimit(reads_everything), chunks=[b"x" * MEGABYTE] * 7, path=path
        )
        assert status == 200


def test_bodies_are_spooled_beside_the_storage(settings, monkeypatch):
    seen = {}
    spooled = body_limit.tempfile.SpooledTemporaryFile

    def spy(**options):
        seen.update(options)
        return spooled(**options)

    monkeypatch.setattr(body_limit.tempfile, "SpooledTemporaryFile", spy)
    post(BodyLimit(reads_everything), chunks=[b"x"])
    assert seen["dir"] == str(settings.FILE_UPLOAD_TEMP_DIR)


def test_a_disk_that_is_busy_holds_up_this_body_only(monkeypatch):
    """The disk is done only once the event loop has gone on."""
    loop_went_on = threading.Event()

    class BusyFile(io.BytesIO):
        def writelines(self, parts):
            assert loop_went_on.wait(timeout=5), "the event loop was held up"
            super().writelines(parts)

    async def read():
        asyncio.get_running_loop().call_later(0.01, loop_went_on.set)
        return await UploadHandler().read_body(receive)

    messages = [
        {"type": "http.request", "body": b"x" * MEGABYTE, "more_body": more}
        for more in (True, True, False)
    ]

    async def receive():
        return messages.pop(0)

    monkeypatch.setattr(
        body_limit.tempfile, "SpooledTemporaryFile", lambda **_: BusyFile()
    )
    assert len(asyncio.run(read()).read()) == 3 * MEGABYTE


def test_a_full_disk_is_told():
    async def full(scope, receive, send):
        raise OSError(errno.ENOSPC, "No space left on device")

    status, body, _ = post(BodyLimit(full), chunks=[])
    assert status == 507
    assert json.loads(body)["code"] == "disk_full"


def test_a_body_that_came_in_chunks_has_a_length():
    """Without one, Django takes a form for empty."""
    scope = {"type": "http", "method": "POST", "path": "/documents/"}
    for headers, length in ([], "5"), ([(b"content-length", b"5")], "5"):
        scope["headers"] = headers
        request, _ = UploadHandler().create_request(scope, io.BytesIO(b"12345"))
        assert request.META["CONTENT_LENGTH"] == length
        assert request.read() == b"12345"


def test_other_errors_pass():
    async def broken(scope, receive, send):
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        post(BodyLimit(broken), chunks=[])
