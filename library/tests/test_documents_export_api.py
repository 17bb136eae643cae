"""All documents of a user as lines of JSON."""

import asyncio
import json

import pytest
from django.db import connection
from django.test import AsyncClient, Client
from django.test.utils import CaptureQueriesContext

from library import document_lines as module
from library.models import Library, Membership
from library.tests.factories import make_document, make_summary, put_tags
from pdfsum.accounts.tests.factories import make_api_key

URL = "/api/v1/documents/export"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch):
    monkeypatch.setattr(module, "PART", 2)


def lines_of(response):
    content = response.getvalue()
    assert content == b"" or content.endswith(b"\n")
    return [json.loads(line) for line in content.splitlines()]


def test_each_line_is_a_document_as_the_api_shows_it(api, alice):
    for number in range(5):
        document = make_document(user=alice, title=f"Nr. {number}\u2028\n")
        put_tags(document, "water")
        make_summary(document, ("It is short.", 1))
    response = api.get(URL)
    assert response["Content-Type"] == "application/x-ndjson"
    assert "Content-Length" not in response
    assert lines_of(response) == api.get("/api/v1/documents").json()["results"]


def test_nothing_is_an_empty_stream(api, bob):
    make_document(user=bob)
    assert lines_of(api.get(URL)) == []


def test_it_holds_every_library_once_newest_first_in_each(api, alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="reader")
    for number in range(3):
        make_document(user=alice, title=f"own {number}")
        make_document(user=bob, library=shared, title=f"shared {number}")
        make_document(user=bob, title="hidden")
    make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    titles = [row["title"] for row in lines_of(api.get(URL, {"fields": "title"}))]
    own = [f"own {number}" for number in (2, 1, 0)]
    others = [f"shared {number}" for number in (2, 1, 0)]
    assert titles in (own + others, others + own)


def test_filters_and_fields_are_those_of_the_lists(api, alice, bob):
    wanted = make_document(user=alice, title="Dams", language="de")
    make_document(user=alice, title="Dams", language="en")
    query = {"q": "dam", "language": "de", "fields": "id,url"}
    url = f"http://testserver/documents/{wanted.pk}/"
    assert lines_of(api.get(URL, query)) == [{"id": str(wanted.pk), "url": url}]
    hidden = make_document(user=bob)
    assert lines_of(api.get(URL, {"library": hidden.library_id})) == []


def test_a_part_costs_one_query_however_many_documents(api, alice, monkeypatch):
    monkeypatch.setattr(module, "PART", 20)
    for _ in range(20):
        put_tags(make_document(user=alice), "water")
    api.get(URL)
    with CaptureQueriesContext(connection) as queries:
        assert len(lines_of(api.get(URL))) == 20
    # Key and user, libraries, documents with summaries and tags.
    assert len(queries) == 3


def test_a_membership_that_ends_meanwhile_ends_what_is_shown(api, alice):
    for _ in range(6):
        make_document(user=alice)
    parts = iter(api.get(URL))
    assert next(parts).count(b"\n") == 2
    Membership.objects.filter(user=alice).delete()
    assert b"".join(parts) == b""


def test_headers_alone_cost_no_documents(api, alice):
    make_document(user=alice)
    api.get(URL)
    with CaptureQueriesContext(connection) as queries:
        response = api.head(URL)
        assert response.getvalue() == b""
    assert response.status_code == 200
    assert response["Content-Type"] == "application/x-ndjson"
    assert len(queries) == 1  # The key.


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_is_only_read(api, method):
    assert getattr(api, method)(URL).status_code == 405


def test_it_asks_for_a_key(db):
    assert Client().get(URL).status_code == 401


@pytest.mark.django_db(transaction=True)
def test_under_asgi_it_streams_part_by_part(alice):
    for number in range(5):
        make_document(user=alice, title=str(number))
    _, key = make_api_key(alice)

    async def read():
        headers = {"Authorization": f"Bearer {key}"}
        response = await AsyncClient().get(URL, {"fields": "title"}, headers=headers)
        return [part async for part in response]

    parts = asyncio.run(read())
    assert [part.count(b"\n") for part in parts] == [2, 2, 1]
    titles = [json.loads(line)["title"] for line in b"".join(parts).splitlines()]
    assert titles == ["4", "3", "2", "1", "0"]
