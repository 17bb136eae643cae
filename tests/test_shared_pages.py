"""What is the same for everyone: made once, personal to nobody, gone with a release."""

import json

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django_redis import get_redis_connection

from pdfsum.api import api
from pdfsum.lib.release import release_id
from pdfsum.middleware import CONTENT_SECURITY_POLICY

PAGES = ["/help/", "/api/v1/docs", "/api/v1/openapi.json"]


@pytest.fixture
def schemas(monkeypatch):
    """How often the schema was made."""
    made = []
    original = api.get_openapi_schema

    def make(**options):
        made.append(options)
        return original(**options)

    monkeypatch.setattr(api, "get_openapi_schema", make)
    return made


@pytest.mark.parametrize("path", PAGES)
def test_everybody_gets_the_same(path, alice):
    alices = Client()
    alices.force_login(alice)
    first, second = alices.get(path), Client().get(path)
    assert first.status_code == second.status_code == 200
    assert first.content == second.content
    assert first["Content-Type"] == second["Content-Type"]


@pytest.mark.parametrize("path", PAGES)
def test_nothing_personal_is_in_it(path, alice):
    alice.name = "Alice Liddell"
    alice.save()
    client = Client()
    client.force_login(alice)
    content = client.get(path).content.decode()
    assert "Alice" not in content
    assert "alice@" not in content
    token = client.cookies.get("pdfsum_csrf")
    assert token is None or token.value not in content
    assert "csrfmiddlewaretoken" not in content


@pytest.mark.parametrize("path", PAGES)
def test_no_cookie_is_set_and_no_page_differs_by_cookie(path, alice):
    client = Client()
    client.force_login(alice)
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    assert "max-age=300" in response["Cache-Control"]


def test_the_schema_is_made_once(client, schemas):
    answers = [client.get("/api/v1/openapi.json").json() for _ in range(3)]
    assert len(schemas) == 1
    assert answers[0] == answers[1] == answers[2]


def test_invented_addresses_fill_no_memory(client, schemas):
    valkey = get_redis_connection("pages")
    for number in range(5):
        assert client.get(f"/api/v1/openapi.json?{number}").status_code == 200
    assert len(schemas) == 5
    assert valkey.keys() == []


def test_what_is_kept_is_json(client):
    """No pickle: whoever can write to the cache must not run code by it."""
    client.get("/api/v1/openapi.json")
    valkey = get_redis_connection("pages")
    stored = [json.loads(valkey.get(key)) for key in valkey.scan_iter()]
    assert any(isinstance(one, dict) and one["status"] == 200 for one in stored)


def test_a_kept_page_is_the_page(client):
    first, second = client.get("/help/"), client.get("/help/")
    assert first.content == second.content
    assert first.headers.keys() - {"X-Process-Time"} <= second.headers.keys()


def test_text_of_any_script_is_kept():
    page = HttpResponse("تقرير – 报告 – Übersicht", headers={"X-Kept": "yes"})
    caches["pages"].set("page", page)
    kept = caches["pages"].get("page")
    assert (kept.content, kept["X-Kept"]) == (page.content, "yes")


def test_a_page_of_another_release_is_not_served(tmp_path, client):
    for package in ("pdfsum", "library", "search", "chat", "templates"):
        (tmp_path / package).mkdir()
    module = tmp_path / "library" / "views.py"
    module.write_text("one = 1\n")
    before = release_id(tmp_path)
    assert release_id(tmp_path) == before
    module.write_text("one = 100\n")
    assert release_id(tmp_path) != before
    keys = caches["pages"].make_key("x")
    assert keys.startswith("pages:")


def test_the_docs_work_for_a_session(alice):
    """Without a token in the page: the script takes it from the cookie."""
    response = Client().get("/api/v1/docs")
    content = response.content.decode()
    assert "js/api_docs" in content
    assert response["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    assert reverse("api:openapi-json") in content


@pytest.mark.parametrize("path", PAGES)
def test_it_takes_no_other_verb(client, path):
    assert client.post(path).status_code == 405


def test_help_is_linked_from_the_account_menu(client, alice):
    client.force_login(alice)
    assert 'href="/help/"' in client.get("/").content.decode()
