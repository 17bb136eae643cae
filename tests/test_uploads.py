"""The ASGI layer that counts request bodies, driven at its protocol."""

import asyncio
import errno
import json

import pytest

from pdfsum import uploads
from pdfsum.uploads import FORM_OVERHEAD, BodyLimit, UploadHandler

MEGABYTE = 1024 * 1024


@pytest.fixture(autouse=True)
def limit(settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1


def post(app, *, chunks, headers=(), path="/api/v1/documents"):
    """The status and body of a POST whose body arrives in these chunks."""
    scope = {
        "type": "http",
        "method": "POST",
        "path": path,
        "headers": list(headers),
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
    return sent[0]["status"], body, len(taken)


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


def test_a_form_is_told_in_plain_text():
    _, body, _ = post(
        BodyLimit(reads_everything), chunks=[b"x" * MEGABYTE] * 3, path="/documents/"
    )
    assert body.decode().startswith("This upload is larger than 1 MB")


def test_bodies_are_spooled_beside_the_storage(settings, monkeypatch):
    seen = {}
    spooled = uploads.tempfile.SpooledTemporaryFile

    def spy(**options):
        seen.update(options)
        return spooled(**options)

    monkeypatch.setattr(uploads.tempfile, "SpooledTemporaryFile", spy)
    post(BodyLimit(reads_everything), chunks=[b"x"])
    assert seen["dir"] == str(settings.FILE_UPLOAD_TEMP_DIR)


def test_a_full_disk_is_told():
    async def full(scope, receive, send):
        raise OSError(errno.ENOSPC, "No space left on device")

    status, body, _ = post(BodyLimit(full), chunks=[])
    assert status == 507
    assert json.loads(body)["code"] == "disk_full"


def test_other_errors_pass():
    async def broken(scope, receive, send):
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output"):
        post(BodyLimit(broken), chunks=[])
