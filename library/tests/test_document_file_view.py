from datetime import timedelta

import pytest
from asgiref.sync import async_to_sync
from django.core.files.storage import default_storage
from django.urls import reverse

from library.models import Document
from library.tests.factories import make_document

CONTENT = b"%PDF-1.7\n" + bytes(range(256)) * 4


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=CONTENT, filename="Übersicht (1).pdf")


@pytest.fixture
def url(document):
    return reverse("library:document_file", args=[document.pk])


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def body(response):
    return b"".join(response.streaming_content)


def test_it_sends_the_file_with_its_name(reader, url, document):
    response = reader.get(url)
    assert body(response) == CONTENT
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Length"] == str(len(CONTENT))
    assert response["ETag"] == f'"{document.file_hash}"'
    assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%C3%9C")


def test_what_it_sends_cannot_act_for_the_reader(reader, url):
    response = reader.get(url)
    assert response["Content-Security-Policy"] == "sandbox"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_it_can_be_saved(reader, url):
    response = reader.get(url, {"download": "1"})
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("wanted", "start", "end"),
    [
        ("bytes=0-8", 0, 9),
        ("bytes=9-", 9, len(CONTENT)),
        ("bytes=-10", len(CONTENT) - 10, len(CONTENT)),
        ("bytes=1000-999999", 1000, len(CONTENT)),
        ("bytes=-999999", 0, len(CONTENT)),
    ],
)
def test_it_sends_a_range(reader, url, wanted, start, end):
    response = reader.get(url, headers={"Range": wanted})
    assert response.status_code == 206
    assert body(response) == CONTENT[start:end]
    assert response["Content-Length"] == str(end - start)
    assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(CONTENT)}"


@pytest.mark.parametrize("wanted", ["bytes=999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_416(reader, url, wanted):
    response = reader.get(url, headers={"Range": wanted})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(CONTENT)}"


@pytest.mark.parametrize(
    "wanted", ["bytes=0-1,4-5", "bytes=5-2", "bytes=-", "lines=1-2", "nonsense"]
)
def test_a_range_it_does_not_know_is_ignored(reader, url, wanted):
    response = reader.get(url, headers={"Range": wanted})
    assert response.status_code == 200
    assert body(response) == CONTENT


def test_a_range_of_another_file_is_ignored(reader, url):
    headers = {"Range": "bytes=0-3", "If-Range": '"another"'}
    assert reader.get(url, headers=headers).status_code == 200


def test_what_the_browser_has_is_not_sent_again(reader, url, document):
    etag = f'W/"{document.file_hash}"'
    response = reader.get(url, headers={"If-None-Match": etag})
    assert response.status_code == 304
    assert not response.content


def test_head_opens_nothing(reader, url, document):
    default_storage.delete(document.stored_file.name)
    response = reader.head(url)
    assert response.status_code == 200
    assert response["Content-Length"] == str(len(CONTENT))


def test_a_file_that_is_gone_is_told(reader, url, document):
    default_storage.delete(document.stored_file.name)
    response = reader.get(url)
    assert response.status_code == 404
    assert "missing from the storage" in response.content.decode()


def test_under_asgi_it_is_streamed_asynchronously(async_client, alice, url):
    async def read():
        await async_client.aforce_login(alice)
        response = await async_client.get(url)
        return response.is_async, [chunk async for chunk in response]

    is_async, chunks = async_to_sync(read)()
    assert is_async
    assert b"".join(chunks) == CONTENT


def test_it_is_not_there_for_others(client, bob, url):
    client.force_login(bob)
    assert client.get(url).status_code == 404


def test_it_requires_login(client, url):
    assert client.get(url).status_code == 302


def test_it_rejects_post(reader, url):
    assert reader.post(url).status_code == 405


def test_another_file_in_its_place_is_no_old_one(reader, url, document):
    """Whoever asks by time alone: a version has its bytes since it was confirmed."""
    since = reader.get(url)["Last-Modified"]
    assert reader.get(url, headers={"If-Modified-Since": since}).status_code == 304
    later = document.updated_at + timedelta(seconds=2)
    Document.objects.filter(pk=document.pk).update(updated_at=later)
    assert reader.get(url, headers={"If-Modified-Since": since}).status_code == 200
