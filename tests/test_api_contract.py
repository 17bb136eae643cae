"""Every operation of the API, taken from its own schema: none goes untried."""

import json
import re
from http import HTTPStatus

import jsonschema
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from chat.models import Chat
from library.actions.folders import folder_at
from library.models import Document
from library.tests.factories import (
    PDF,
    make_document,
    make_passage,
    make_run,
    make_summary,
    make_text,
    put_tags,
)
from pdfsum.api import api as pdfsum_api
from tests import pdfs

# What an operation needs for its best answer: values for its path, query, form.
# Paths speak of alice's documents: `ready`, `queued` and `trashed`.
EXAMPLES = {
    "POST /api/v1/documents": {"form": {"file": PDF, "title": "New"}},
    "GET /api/v1/documents": {"query": {"limit": 2}},
    "GET /api/v1/library": {"query": {"limit": 2, "offset": 1}},
    "GET /api/v1/documents/export": {"query": {"fields": "id,title"}},
    "POST /api/v1/documents/bulk": {
        "json": {"filter": {"status": "ready"}, "action": "add_tags", "tags": ["tax"]}
    },
    "GET /api/v1/documents/{pk}": {"path": {"pk": "ready"}},
    "DELETE /api/v1/documents/{pk}": {"path": {"pk": "ready"}},
    "POST /api/v1/documents/{pk}/restore": {"path": {"pk": "trashed"}},
    "POST /api/v1/documents/{pk}/reprocess": {"path": {"pk": "ready"}},
    "POST /api/v1/documents/{pk}/unlock": {
        "path": {"pk": "locked"},
        "json": {"password": "secret"},
    },
    "POST /api/v1/documents/{pk}/retry": {"path": {"pk": "partly"}},
    "PATCH /api/v1/documents/{pk}": {"path": {"pk": "ready"}, "json": {"title": "New"}},
    "GET /api/v1/documents/{pk}/contents": {"path": {"pk": "ready"}},
    "GET /api/v1/documents/{pk}/progress": {"path": {"pk": "queued"}},
    "GET /api/v1/documents/{pk}/file": {"path": {"pk": "ready"}},
    "GET /api/v1/documents/{pk}/pages/{number}": {"path": {"pk": "ready", "number": 1}},
    "GET /api/v1/documents/{pk}/summaries": {"path": {"pk": "ready"}},
    "POST /api/v1/documents/{pk}/summaries": {
        "path": {"pk": "ready"},
        "json": {"style": "concise", "pages": "1"},
    },
    "GET /api/v1/documents/{pk}/summaries/{sid}": {
        "path": {"pk": "ready", "sid": "summary"},
    },
    "DELETE /api/v1/documents/{pk}/summaries/{sid}": {
        "path": {"pk": "ready", "sid": "summary"},
    },
    "GET /api/v1/documents/{pk}/summaries/{sid}/export": {
        "path": {"pk": "ready", "sid": "summary"},
        "query": {"format": "txt"},
    },
    "GET /api/v1/documents/{pk}/citation": {"path": {"pk": "ready"}},
    "GET /api/v1/libraries/{pk}/export": {"path": {"pk": "library"}},
    "GET /api/v1/chats/{pk}/export": {"path": {"pk": "chat"}},
    "POST /api/v1/documents/{pk}/versions": {
        "path": {"pk": "ready"},
        "form": {"file": PDF + b"newer"},
    },
    "POST /api/v1/documents/{pk}/versions/confirm": {"path": {"pk": "partly"}},
    "DELETE /api/v1/documents/{pk}/versions": {"path": {"pk": "partly"}},
    "GET /api/v1/documents/{pk}/duplicates": {"path": {"pk": "ready"}},
    "GET /api/v1/trash": {"query": {"limit": 2}},
    "DELETE /api/v1/trash": {},
    "DELETE /api/v1/trash/{pk}": {"path": {"pk": "trashed"}},
    "GET /api/v1/tags": {},
    "PATCH /api/v1/tags/{pk}": {
        "path": {"pk": "tag"},
        "json": {"name": "Dams", "color": "#3b5bdb"},
    },
    "DELETE /api/v1/tags/{pk}": {"path": {"pk": "tag"}},
    "POST /api/v1/tags/{pk}/merge": {
        "path": {"pk": "tag"},
        "json": {"into": "other_tag"},
    },
    "GET /api/v1/folders": {},
    "GET /api/v1/folders/suggestions": {"query": {"limit": 2}},
    "POST /api/v1/folders": {"json": {"name": "2025", "parent": "folder"}},
    "PATCH /api/v1/folders/{pk}": {"path": {"pk": "folder"}, "json": {"name": "New"}},
    "DELETE /api/v1/folders/{pk}": {
        "path": {"pk": "folder"},
        "query": {"contents": "trash"},
    },
    "GET /api/v1/search": {"query": {"q": "dam"}},
    "GET /api/v1/documents/{pk}/similar": {"path": {"pk": "ready"}},
    "GET /api/v1/libraries": {},
    "GET /api/v1/me": {},
}

SCHEMA = json.loads(json.dumps(pdfsum_api.get_openapi_schema(path_prefix="/api/v1/")))
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in SCHEMA["paths"].items()
    for method, operation in methods.items()
}
WITH_IDS = [name for name in OPERATIONS if "{" in name]


@pytest.fixture
def rows(alice):
    """Alice's documents by the names that the examples use."""
    return make_rows(alice)


def make_rows(user):
    ready = make_document(user=user, content=PDF + user.email.encode())
    make_passage(ready, "The dam held for two days.")
    tag, other_tag = put_tags(ready, "water", "dams of old")
    folder = folder_at(library=ready.library, names=["Tax"])
    summary = make_summary(ready, ("The dam held for two days.", 1))
    queued = make_document(user=user, status=Document.Status.QUEUED)
    make_run(queued)
    trashed = make_document(user=user, trashed_at="2026-01-01T00:00Z")
    locked = make_document(
        user=user,
        content=pdfs.encrypted_pdf("secret"),
        status=Document.Status.FAILED,
        error_code="password_required",
    )
    partly = make_document(user=user)
    make_text(partly, "Text.", "").pages.filter(number=2).update(source="failed")
    make_text(make_document(user=user, replaces=partly), "Newer.")
    return {
        "ready": ready.pk,
        "tag": tag.pk,
        "other_tag": other_tag.pk,
        "folder": folder.pk,
        "summary": summary.pk,
        "library": ready.library_id,
        "chat": Chat.objects.create(owner=user).pk,
        "queued": queued.pk,
        "trashed": trashed.pk,
        "locked": locked.pk,
        "partly": partly.pk,
    }


def call(client, name, rows):
    example = EXAMPLES[name]
    method, path = name.split()
    values = {
        key: rows.get(value, value) for key, value in example.get("path", {}).items()
    }
    path = re.sub(r"{(\w+)}", lambda found: str(values[found[1]]), path)
    options = {"query_params": example.get("query")}
    if form := example.get("form"):
        options["data"] = {
            key: SimpleUploadedFile("new.pdf", value)
            if isinstance(value, bytes)
            else value
            for key, value in form.items()
        }
    if body := example.get("json"):
        data = {key: _value(value, rows) for key, value in body.items()}
        options |= {"data": data, "content_type": "application/json"}
    return getattr(client, method.lower())(path, **options)


def _value(value, rows):
    """The id of what an example names, or the value as it is."""
    return rows.get(value, value) if isinstance(value, str) else value


def shape_of(name_or_ref):
    return SCHEMA["components"]["schemas"][name_or_ref.rpartition("/")[2]]


def validate(value, schema):
    """Against the published schema, whatever made the value."""
    jsonschema.validate(value, schema | {"components": SCHEMA["components"]})


def declared(name):
    return {int(status) for status in OPERATIONS[name]["responses"]}


def test_every_operation_has_an_example():
    assert set(EXAMPLES) == set(OPERATIONS)


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_answers_as_its_schema_says(api, rows, name, sent_tasks):
    response = call(api, name, rows)
    best = {status for status in declared(name) if status < 300}
    assert response.status_code in best
    content = OPERATIONS[name]["responses"][str(response.status_code)].get("content")
    if content and response["Content-Type"].startswith("application/json"):
        validate(response.json(), content["application/json"]["schema"])


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_asks_for_a_key(db, rows, name):
    response = call(Client(), name, rows)
    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("name", WITH_IDS)
def test_it_hides_what_belongs_to_somebody_else(api, bob, name):
    response = call(api, name, make_rows(bob))
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_declares_its_errors(name):
    expected = {401, 403}
    if name in WITH_IDS:
        expected.add(404)
    operation = OPERATIONS[name]
    if any(value["name"] == "cursor" for value in operation["parameters"]):
        expected.add(400)
    if operation["parameters"] or "requestBody" in operation:
        expected.add(422)
    assert expected <= declared(name)


@pytest.mark.parametrize("name", OPERATIONS)
def test_its_errors_have_the_one_shape_and_an_example(name):
    for status, response in OPERATIONS[name]["responses"].items():
        if int(status) < 400:
            continue
        content = response["content"]["application/json"]
        schema = shape_of(content["schema"]["$ref"])
        assert {"code", "detail"} <= set(schema["properties"])
        assert {"code", "detail"} <= set(content["example"]), (name, status)
        assert response["description"] != HTTPStatus(int(status)).phrase


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_describes_itself_and_its_values(name):
    operation = OPERATIONS[name]
    assert operation["description"]
    assert operation["tags"]
    for parameter in operation["parameters"]:
        assert parameter.get("description"), parameter["name"]
    for content in operation.get("requestBody", {}).get("content", {}).values():
        body = content["schema"]
        shape = shape_of(body["$ref"]) if "$ref" in body else body
        for field, schema in shape["properties"].items():
            assert schema.get("description"), field


@pytest.mark.parametrize("name", SCHEMA["components"]["schemas"])
def test_every_field_of_a_shape_is_described(name):
    shape = shape_of(name)
    for field, schema in shape.get("properties", {}).items():
        # Ninja leaves a bare reference where the other shape describes itself.
        described = shape_of(schema["$ref"]) if "$ref" in schema else schema
        assert described.get("description"), f"{name}.{field}"


def test_the_schema_is_published(client):
    response = client.get("/api/v1/openapi.json")
    assert response.json()["paths"].keys() == SCHEMA["paths"].keys()
