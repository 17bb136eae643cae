"""Every page and every operation, asked by everybody who is not to have all of it.

`tests/isolation.py` tells what each gets. An address without a row fails, and so does a
method that its row does not name.
"""

import pytest
from django.apps import apps
from django.db.models import F, Value
from django.db.models.functions import Concat
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from library.models import (
    Document,
    Folder,
    Library,
    Membership,
    NearDuplicate,
    Summary,
    Tag,
)
from library.tests.factories import (
    make_document,
    make_passage,
    make_upload,
    make_user,
    put_tags,
)
from pdfsum.accounts.models import Scope, User
from pdfsum.accounts.tests.factories import make_api_key
from tests.isolation import API, OF_NOBODY, OF_NOBODY_BELOW, OK, PAGES
from tests.test_api_contract import EXAMPLES, OPERATIONS, call, make_rows

# In every name of alice's, so that it is found wherever one of them is told.
SECRET = "Zugspitze"

METHODS = ("GET", "POST")
CALLS = [
    *(f"{way} {page}" for page, row in PAGES.items() for way in METHODS if way in row),
    *API,
]
SAFE = [name for name in CALLS if name.startswith("GET ")]
UNSAFE = [name for name in CALLS if name not in SAFE]


@pytest.fixture
def rows(alice):
    """A library that alice shares with carol, who reads it, and dave, who edits it."""
    rows = make_rows(alice)
    library = Library.objects.filter(pk=rows["library"])
    library.update(private_owner=None, name=SECRET)
    for name, role in (("carol", "reader"), ("dave", "editor")):
        user = make_user(name)
        Library.objects.private_to(user)
        Membership.objects.create(library=library.get(), user=user, role=role)
    ready = Document.objects.get(pk=rows["ready"])
    (suggestion,) = put_tags(ready, "hydrology", suggested=True)
    # Also what it has in common with another document, and is like it.
    like = make_document(user=alice, library=library.get())
    pair = NearDuplicate.objects.create(document=like, twin=ready, share=1)
    key, _ = make_api_key(alice)
    for model, field in (
        (Document, "title"),
        (Document, "filename"),
        (Tag, "name"),
        (Folder, "name"),
        (Summary, "text"),
    ):
        model.objects.update(**{field: Concat(Value(f"{SECRET} "), F(field))})
    make_passage(like, f"{SECRET}: the dam held.")
    return rows | {
        "suggestion": suggestion.pk,
        "pair": pair.pk,
        "key": key.pk,
        "slug": Tag.objects.get(pk=rows["tag"]).slug,
        "other_tag_name": Tag.objects.get(pk=rows["other_tag"]).name,
        "move": f"{like.pk}:{rows['folder']}",
    }


@pytest.fixture
def carol(rows):
    return User.objects.get(email="carol@example.org")


@pytest.fixture
def dave(rows):
    return User.objects.get(email="dave@example.org")


def client_of(user):
    client = Client()
    client.force_login(user)
    return client


def ask(client, name, rows):
    if name in API:
        return call(client, name, rows)
    method, page = name.split()
    path = path_of(page, rows)
    data = named(PAGES[page].get("data", {}), rows)
    return client.get(path) if method == "GET" else client.post(path, data)


def path_of(page, rows):
    row = PAGES[page]
    ids = {key: row[key] for key in row.keys() - {*METHODS, "query", "data"}}
    query = named(row.get("query", {}), rows)
    return reverse(page, kwargs=named(ids, rows), query=query)


def named(values, rows):
    """The ids of what is named, and what is no name as it is."""
    files = {"pdf": make_upload(b"%PDF-1.7 newer")}
    return {key: (rows | files).get(value, value) for key, value in values.items()}


def is_as_told(response, name, role):
    method, address = name.split()[:2]
    answers = API.get(name) or PAGES[address][method]
    expected = answers[("stranger", "reader", "editor").index(role)]
    statuses = OK if expected is OK else (expected,)
    return response.status_code in statuses and not is_login(response)


def tells_nothing(response):
    told = response.getvalue().decode(errors="replace") + str(response.headers)
    return SECRET not in told


def is_login(response):
    return response.status_code == 302 and "/accounts/login/" in response["Location"]


def snapshot():
    """Every row of the library and of the chats."""
    configs = [apps.get_app_config(label) for label in ("library", "chat")]
    return {
        (model, row["id"]): row
        for config in configs
        for model in config.get_models()
        for row in model._base_manager.values()
    }


def is_untouched(before):
    """Somebody may have made something of their own; nothing else is different."""
    now = snapshot()
    return all(now.get(key) == row for key, row in before.items())


def site_pages(resolver, namespace=""):
    """Names of all addresses of the site, with their namespaces."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{pattern.namespace}:" if pattern.namespace else namespace
            yield from site_pages(pattern, inner)
        else:
            yield f"{namespace}{pattern.name}"


def test_every_page_has_a_row():
    pages = set(site_pages(get_resolver()))
    others = {page for page in pages - PAGES.keys() if page.startswith(OF_NOBODY_BELOW)}
    assert pages - others == PAGES.keys() | OF_NOBODY


def test_every_operation_has_a_row():
    assert OPERATIONS.keys() == API.keys() == EXAMPLES.keys()


def test_a_stranger_gets_nothing_of_it_and_changes_nothing(rows, bob, sent_tasks):
    client, before = client_of(bob), snapshot()
    for name in CALLS:
        response = ask(client, name, rows)
        assert is_as_told(response, name, "stranger"), name
        assert tells_nothing(response), name
        assert is_untouched(before), name


def test_a_reader_changes_nothing(rows, carol, sent_tasks):
    client, before = client_of(carol), snapshot()
    for name in CALLS:
        assert is_as_told(ask(client, name, rows), name, "reader"), name
        assert is_untouched(before), name


def test_to_look_changes_nothing_and_who_leaves_sees_nothing_more(rows, dave):
    client, before = client_of(dave), snapshot()
    for name in SAFE:
        response = ask(client, name, rows)
        assert is_as_told(response, name, "editor"), name
        response.getvalue()
        assert snapshot() == before, name
    dave.memberships.filter(library=rows["library"]).delete()
    # What is cached by now was made for somebody who might see it.
    for name in SAFE:
        response = ask(client, name, rows)
        assert is_as_told(response, name, "stranger"), name
        assert tells_nothing(response), name


@pytest.mark.parametrize("name", UNSAFE)
def test_an_editor_changes_what_others_cannot(rows, dave, name, sent_tasks):
    assert is_as_told(ask(client_of(dave), name, rows), name, "editor")


def test_nobody_gets_in_without_an_account(rows):
    before = snapshot()
    for name in CALLS:
        response = ask(Client(), name, rows)
        assert is_login(response) or response.status_code == 401, name
        assert tells_nothing(response), name
        assert snapshot() == before, name


def test_a_key_that_may_read_changes_nothing(rows, alice):
    _, key = make_api_key(alice, scopes=[Scope.READ])
    client, before = Client(headers={"Authorization": f"Bearer {key}"}), snapshot()
    for name in UNSAFE:
        response = ask(client, name, rows)
        # A page knows no keys.
        assert is_login(response) or response.json()["code"] == "scope_missing", name
        assert snapshot() == before, name


def test_another_site_changes_nothing(rows, alice):
    client, before = Client(enforce_csrf_checks=True), snapshot()
    client.force_login(alice)
    for name in UNSAFE:
        assert ask(client, name, rows).status_code == 403, name
        assert snapshot() == before, name


def test_methods_that_have_no_row_are_refused(rows, alice):
    client = client_of(alice)
    for page, row in PAGES.items():
        for method in {"GET", "POST", "PUT", "PATCH", "DELETE"} - row.keys():
            response = client.generic(method, path_of(page, rows))
            assert response.status_code == 405, (method, page)
