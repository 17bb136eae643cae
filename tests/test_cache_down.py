"""A cache that is down makes things slower: never wrong, and never a 500."""

import socket
import time

import pytest
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from django_redis import get_redis_connection

from conftest import PASSWORD
from library import unlock_tries, workers
from library.actions.editing import edit_document
from library.document_meta import DOCUMENT_META
from library.tests.factories import make_document, make_text, put_tags
from pdfsum.accounts.provider_users import find_provider_user
from pdfsum.lib import data_cache
from tests import pdfs

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def document(alice):
    document = make_document(user=alice, content=pdfs.text_pdf())
    make_text(document, "A page of text.")
    with transaction.atomic():
        put_tags(document, "water")
    return document


@pytest.fixture
def dead_port(settings):
    """An address where nobody listens: connections are refused at once."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    settings.CACHES = {
        alias: options | {"LOCATION": f"redis://127.0.0.1:{port}/0"}
        for alias, options in settings.CACHES.items()
    }


@pytest.fixture
def paused():
    """A server that takes connections and says nothing, as one that swaps does."""
    connection = get_redis_connection()

    def pause(seconds):
        connection.execute_command("CLIENT", "PAUSE", int(seconds * 1000), "ALL")

    yield pause
    # Of all connections, this command alone is let through.
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        data_cache.wake_up()
        if caches["default"].set("awake", 1, 5):
            return
        time.sleep(0.2)


def pages_of(document):
    path = f"/api/v1/documents/{document.pk}"
    return [
        "/",
        f"/documents/{document.pk}/",
        f"/documents/{document.pk}/thumbnail/",
        path,
        f"{path}/file",
        "/api/v1/tags",
        "/api/v1/openapi.json",
        "/api/v1/docs",
        "/help/",
        "/settings/",
        "/settings/defaults/",
    ]


def test_every_page_answers_without_a_cache(client, alice, document, dead_port):
    client.force_login(alice)
    for path in pages_of(document):
        response = client.get(path)
        assert response.status_code == 200, path


def test_what_is_served_is_true_without_a_cache(client, alice, document, dead_port):
    client.force_login(alice)
    path = f"/api/v1/documents/{document.pk}"
    before = client.get(path)
    edit_document(user=alice, document=document, changes={"title": "New"})
    after = client.get(path, headers={"If-None-Match": before["ETag"]})
    assert (after.status_code, after.json()["title"]) == (200, "New")
    assert client.get("/api/v1/tags").json()[0]["count"] == 1


def test_people_can_log_in_without_a_cache(alice, dead_port):
    """allauth takes a lock in the cache for its limits: nobody is locked out by it."""
    started = time.monotonic()
    response = Client().post(
        "/accounts/login/", {"login": alice.email, "password": PASSWORD}
    )
    assert response.status_code == 302
    assert response["Location"] == "/"
    assert time.monotonic() - started < 10


def test_a_wrong_password_is_still_wrong_without_a_cache(alice, dead_port):
    response = Client().post(
        "/accounts/login/", {"login": alice.email, "password": "wrong"}
    )
    assert response.status_code == 200
    assert "No account has this email address" in response.content.decode()


def test_what_else_rests_on_the_cache_goes_on_without_it(alice, document, dead_port):
    for _ in range(unlock_tries.MAX_TRIES + 2):
        unlock_tries.count_try(document.pk)
    workers.report(["interactive"])
    assert workers.reported() == set()
    assert find_provider_user(provider="google", provider_id="1") is None


def test_health_says_that_it_is_down(client, db, dead_port):
    response = client.get("/health/ready")
    assert response.status_code == 503
    assert response.json() == {"database": "ok", "cache": "down"}


def test_a_cache_that_hangs_makes_a_page_slow_and_not_wrong(
    client, alice, document, paused
):
    client.force_login(alice)
    path = f"/api/v1/documents/{document.pk}"
    known = client.get(path)
    client.get("/api/v1/tags")
    paused(12)
    started = time.monotonic()
    again = client.get(path)
    assert (again.status_code, again.json()) == (200, known.json())
    # One time out, which is a second: then it is left alone for a while.
    assert time.monotonic() - started < 2.5
    started = time.monotonic()
    assert client.get(path).status_code == 200
    assert time.monotonic() - started < 1


def test_what_was_changed_while_it_hung_is_seen_when_it_is_back(
    client, alice, document, paused, monkeypatch
):
    """The deletion was lost with it; the rows tell."""
    monkeypatch.setattr(data_cache, "REST_SECONDS", 0.5)
    client.force_login(alice)
    path = f"/api/v1/documents/{document.pk}"
    client.get(path)
    paused(2)
    edit_document(user=alice, document=document, changes={"title": "New"})
    time.sleep(3)
    hits = DOCUMENT_META.hits
    assert client.get(path).json()["title"] == "New"
    assert client.get(path).json()["title"] == "New"
    # It is back: the second answer came from it.
    assert DOCUMENT_META.hits == hits + 1


def test_deletions_are_tried_while_reads_rest(db, monkeypatch):
    cache = caches["default"]
    cache.set("thing", 1)
    monkeypatch.setitem(data_cache._resting, cache._server, time.monotonic() + 60)
    assert cache.get("thing") is None
    cache.delete("thing")
    data_cache.wake_up()
    assert cache.get("thing") is None
