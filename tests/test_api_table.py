"""The API's contract, row by row, against the schema that the program publishes.

Other programs rely on these rows. One may be added to; none may be taken away.
"""

import re
from dataclasses import dataclass, field

import pytest

from tests.test_api_contract import OPERATIONS, SCHEMA

DOCUMENT = {
    "id",
    "title",
    "filename",
    "size_bytes",
    "sha256",
    "page_count",
    "word_count",
    "language",
    "status",
    "progress",
    "error",
    "warnings",
    "tags",
    "folder",
    "summary",
    "created_at",
    "updated_at",
    "processed_at",
    "url",
}
SUMMARY = {
    "id",
    "style",
    "focus",
    "text",
    "sentences",
    "coverage",
    "engine",
    "model",
    "word_count",
    "original_word_count",
    "compression_ratio",
    "processing_seconds",
    "created_at",
}
PROGRESS = {"stage", "pages_done", "pages_total", "percent"}
TAG = {"id", "name", "slug", "color", "count"}
FOLDER = {"id", "name", "parent", "path", "count"}
ERROR = {"code", "detail"}
DUPLICATE = ERROR | {"existing", "restore_url"}
FILTERS = {"fields", "library", "status", "tag", "folder", "author", "q", "ordering"}
JSON = "application/json"


@dataclass(frozen=True)
class Row:
    """What a method of a path takes, and what it gives by status.

    What is given is a set of fields, a list of one set, a media type, or nothing.
    """

    method: str
    path: str
    gives: dict[int, object]
    parameters: set[str] = field(default_factory=set)
    body: set[str] = field(default_factory=set)

    def __str__(self):
        return f"{self.method} {self.path}"


ROWS = [
    Row(
        "POST",
        "/documents",
        parameters={"Idempotency-Key"},
        body={"file", "library", "title", "folder", "tags"},
        gives={202: DOCUMENT, 409: DUPLICATE, 413: ERROR, 415: ERROR, 422: ERROR},
    ),
    Row(
        "GET",
        "/documents",
        parameters={"cursor", "limit"} | FILTERS,
        gives={200: {"results", "next_cursor"}},
    ),
    Row(
        "GET",
        "/library",
        parameters={"limit", "offset"} | FILTERS,
        gives={200: {"count", "next", "previous", "results"}},
    ),
    Row("GET", "/documents/export", gives={200: "application/x-ndjson"}),
    Row("GET", "/documents/{id}", gives={200: DOCUMENT, 404: ERROR}),
    Row("PATCH", "/documents/{id}", gives={200: DOCUMENT, 403: ERROR}),
    Row("DELETE", "/documents/{id}", gives={204: None, 403: ERROR}),
    Row("POST", "/documents/{id}/restore", gives={200: DOCUMENT, 409: DUPLICATE}),
    Row("POST", "/documents/{id}/reprocess", gives={202: DOCUMENT, 409: ERROR}),
    Row(
        "POST",
        "/documents/{id}/unlock",
        body={"password"},
        gives={202: DOCUMENT, 409: ERROR, 422: ERROR, 429: ERROR},
    ),
    Row(
        "GET",
        "/documents/{id}/file",
        gives={200: "application/pdf", 206: "application/pdf", 304: None},
    ),
    Row(
        "GET",
        "/documents/{id}/pages/{n}",
        gives={200: {"number", "text", "source", "width", "height"}},
    ),
    Row(
        "GET",
        "/documents/{id}/progress",
        gives={200: PROGRESS | {"status", "queue_position", "waiting_for"}},
    ),
    Row("GET", "/documents/{id}/progress", gives={200: "text/event-stream"}),
    Row("GET", "/documents/{id}/summaries", gives={200: [SUMMARY]}),
    Row(
        "POST",
        "/documents/{id}/summaries",
        body={"style", "max_words", "focus", "pages"},
        gives={202: SUMMARY, 403: ERROR, 409: ERROR, 422: ERROR},
    ),
    Row("GET", "/documents/{id}/summaries/{sid}", gives={200: SUMMARY, 404: ERROR}),
    Row("DELETE", "/documents/{id}/summaries/{sid}", gives={204: None, 403: ERROR}),
    *(
        Row(
            "GET",
            "/documents/{id}/summaries/{sid}/export",
            parameters={"format"},
            gives={200: media},
        )
        for media in ("text/markdown", "text/plain", "application/pdf")
    ),
    Row("GET", "/documents/{id}/similar", gives={200: {"results"}}),
    Row(
        "GET",
        "/trash",
        parameters={"cursor", "limit"},
        gives={200: {"results", "next_cursor"}},
    ),
    Row("DELETE", "/trash", gives={204: None}),
    Row("DELETE", "/trash/{id}", gives={204: None, 404: ERROR}),
    Row("GET", "/tags", gives={200: [TAG]}),
    Row("PATCH", "/tags/{id}", body={"name", "color"}, gives={200: TAG}),
    Row("DELETE", "/tags/{id}", gives={204: None}),
    Row("POST", "/tags/{id}/merge", body={"into"}, gives={200: TAG}),
    Row("GET", "/folders", gives={200: [FOLDER]}),
    Row("POST", "/folders", body={"name", "parent"}, gives={201: FOLDER}),
    Row("PATCH", "/folders/{id}", body={"name", "parent"}, gives={200: FOLDER}),
    Row("DELETE", "/folders/{id}", gives={204: None}),
    Row("GET", "/libraries", gives={200: [{"id", "name", "role"}]}),
    Row("GET", "/me", gives={200: {"id", "email", "name", "max_upload_mb", "use"}}),
]
# Rows of the contract that nobody has built so far.
PENDING: set[str] = set()
# What shapes have beyond the contract: named, so that none comes in unnoticed.
ADDED = {
    "DocumentOut": {"authors", "document_date", "doi", "facts", "library"},
    "SummaryOut": {"status", "error"},
}


def unnamed(path):
    """Paths are compared without the names of what is in braces."""
    return re.sub(r"{\w+}", "{}", path)


BY_PATH = {unnamed(name): operation for name, operation in OPERATIONS.items()}


def operation_of(row):
    return BY_PATH[unnamed(f"{row.method} /api/v1{row.path}")]


def resolved(schema):
    if "$ref" in schema:
        return SCHEMA["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def fields_of(schema):
    return set(resolved(schema)["properties"])


def is_there(row):
    return unnamed(f"{row.method} /api/v1{row.path}") in BY_PATH


BUILT = [row for row in ROWS if is_there(row)]


def test_the_rows_that_are_missing_are_those_that_are_known_to_be():
    assert {str(row) for row in ROWS if not is_there(row)} == PENDING


@pytest.mark.parametrize("row", BUILT, ids=str)
def test_it_takes_what_the_contract_says(row):
    operation = operation_of(row)
    assert row.parameters <= {value["name"] for value in operation["parameters"]}
    if row.body:
        [content] = operation["requestBody"]["content"].values()
        assert row.body <= fields_of(content["schema"])


@pytest.mark.parametrize("row", BUILT, ids=str)
def test_it_gives_what_the_contract_says(row):
    responses = operation_of(row)["responses"]
    for status, given in row.gives.items():
        content = responses[str(status)].get("content", {})
        if given is None:
            assert content == {}
        elif isinstance(given, str):
            assert given in content
        elif isinstance(given, list):
            schema = resolved(content[JSON]["schema"])
            assert schema["type"] == "array"
            assert given[0] <= fields_of(schema["items"])
        else:
            assert given <= fields_of(content[JSON]["schema"])


@pytest.mark.parametrize("path", ["/documents", "/library", "/trash"])
def test_pages_hold_documents(path):
    operation = BY_PATH[f"GET /api/v1{path}"]
    page = resolved(operation["responses"]["200"]["content"][JSON]["schema"])
    assert fields_of(page["properties"]["results"]["items"]) >= DOCUMENT


@pytest.mark.parametrize(
    ("name", "contract"), [("DocumentOut", DOCUMENT), ("SummaryOut", SUMMARY)]
)
def test_a_shape_has_what_the_contract_says_and_what_was_added(name, contract):
    fields = set(SCHEMA["components"]["schemas"][name]["properties"])
    assert fields == contract | ADDED[name]


def test_shapes_within_shapes_are_those_of_the_contract():
    shapes = SCHEMA["components"]["schemas"]
    assert set(shapes["ProgressOut"]["properties"]) == PROGRESS
    assert set(shapes["ErrorOut"]["properties"]) == ERROR
    assert set(shapes["SentenceOut"]["properties"]) == {"text", "page", "quote_found"}
    assert set(shapes["CoverageOut"]["properties"]) == {"pages_read", "pages_total"}
    assert set(shapes["ExistingOut"]["properties"]) == {"id", "url"}
    document = shapes["DocumentOut"]["properties"]
    assert {"id", "name", "slug"} <= fields_of(document["tags"]["items"])


@pytest.mark.parametrize("path", ["/documents", "/library"])
def test_a_page_has_50_rows_by_default_and_1_to_100_at_will(path):
    parameters = BY_PATH[f"GET /api/v1{path}"]["parameters"]
    [limit] = [value["schema"] for value in parameters if value["name"] == "limit"]
    assert (limit["default"], limit["minimum"], limit["maximum"]) == (50, 1, 100)


@pytest.mark.parametrize("path", ["/documents", "/library"])
def test_newest_comes_first_by_default(path):
    parameters = BY_PATH[f"GET /api/v1{path}"]["parameters"]
    [ordering] = [value for value in parameters if value["name"] == "ordering"]
    assert ordering["schema"]["default"] == "-created_at"
