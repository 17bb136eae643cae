"""Field selection: what is read from the database, and what is answered."""

import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from ninja.responses import NinjaJSONEncoder

from library.fields import ALL_FIELDS, COLUMNS, DocumentFields
from library.models import Document
from library.schemas import DocumentOut
from library.tests.factories import make_document, make_run, make_summary, put_tags

ROOT = "https://pdfsum.example"
URLS = ["/api/v1/documents", "/api/v1/library", "/api/v1/documents/export"]


def make_rich_document(user):
    document = make_document(
        user=user,
        status=Document.Status.FAILED,
        error_code="no_pages",
        error_detail="This PDF has no pages.",
        warnings=[{"code": "no_text", "detail": "Page 2 holds no text."}],
        fact_sources={"title": {"source": "page", "page": 1}},
        document_date="2024-05-31",
    )
    make_run(document, stage="reading", pages_done=3, pages_total=9, percent=30)
    make_summary(document, ("It is short.", 1))
    put_tags(document, "water", "Dämme")
    return document


def load(document, fields=ALL_FIELDS, **options):
    return fields.load(Document.objects.all(), **options).get(pk=document.pk)


def as_json(value):
    return json.loads(json.dumps(value, cls=NinjaJSONEncoder))


def columns_read(query):
    return set(re.findall(r'"library_document"\."(\w+)"', query.partition(" FROM ")[0]))


def test_every_field_of_a_document_says_what_it_is_made_of():
    assert COLUMNS.keys() == DocumentOut.model_fields.keys()


def test_what_is_shown_is_what_the_schema_says(alice, rf, settings):
    """`show` checks nothing, so this holds it to the one definition of the shape."""
    settings.ALLOWED_HOSTS = ["pdfsum.example"]
    document = load(make_rich_document(alice))
    request = rf.get("/", headers={"host": "pdfsum.example"}, secure=True)
    by_schema = DocumentOut.model_validate(document, context={"request": request})
    [shown] = ALL_FIELDS.show([document], root=ROOT)
    assert as_json(shown) == as_json(by_schema.model_dump())
    assert list(shown) == list(DocumentOut.model_fields)


def test_tags_are_shown_by_name_with_who_put_them_there(alice):
    document = make_document(user=alice)
    assert load(document).shown_tags == []
    [water, acid] = put_tags(document, "water", "Acid")
    [mud] = put_tags(document, "mud", suggested=True)
    put_tags(make_document(user=alice), "other")
    shown = load(document).shown_tags
    assert [(tag["id"], tag["suggested"]) for tag in shown] == [
        (str(acid.pk), False),
        (str(mud.pk), True),
        (str(water.pk), False),
    ]


@pytest.mark.parametrize("name", DocumentOut.model_fields)
def test_a_field_is_read_in_the_queries_that_load_it(
    alice, name, django_assert_num_queries
):
    fields = DocumentFields.parse(name)
    document = load(make_rich_document(alice), fields)
    with django_assert_num_queries(0):
        [shown] = fields.show([document], root=ROOT)
        assert list(shown) == [name]


@pytest.mark.parametrize(
    ("ordering", "columns"),
    [("-created_at", {"id", "title"}), ("title", {"id", "title", "title_key"})],
)
def test_a_list_reads_nothing_but_its_fields_and_the_cursor(
    api, alice, ordering, columns
):
    for _ in range(3):
        make_rich_document(alice)
    query = {"fields": "id,title", "ordering": ordering, "limit": 2}
    api.get("/api/v1/documents")
    with CaptureQueriesContext(connection) as queries:
        body = api.get("/api/v1/documents", query).json()
    assert [set(row) for row in body["results"]] == [{"id", "title"}] * 2
    assert body["next_cursor"]
    # The key with its user, and one query for the documents.
    key, documents = [entry["sql"] for entry in queries.captured_queries]
    assert "apikey" in key
    assert columns_read(documents) == columns
    for table in ("tag", "summary", "processingrun", "storedfile"):
        assert f"library_{table}" not in documents


@pytest.mark.parametrize("url", URLS)
def test_what_is_left_out_is_not_read(api, alice, url):
    make_rich_document(alice)
    with CaptureQueriesContext(connection) as queries:
        response = api.get(url, {"fields": "id,title"})
        response.getvalue()
    last = queries.captured_queries[-1]["sql"]
    assert columns_read(last) == {"id", "title"}


def test_one_document_has_the_fields_that_are_asked_for(api, alice):
    document = make_rich_document(alice)
    url = f"/api/v1/documents/{document.pk}"
    assert api.get(url, {"fields": " title ,id,id"}).json() == {
        "id": str(document.pk),
        "title": "A report",
    }
    assert list(api.get(url).json()) == list(DocumentOut.model_fields)


@pytest.mark.parametrize("url", URLS)
@pytest.mark.parametrize("fields", ["id,owner", "owner", "", "id,,title", "ID"])
def test_an_unknown_field_is_named(api, url, fields):
    response = api.get(url, {"fields": fields})
    assert response.status_code == 422
    unknown = fields.removeprefix("id,").partition(",")[0]
    [error] = response.json()["errors"]
    assert error["loc"] == ["query", "fields"]
    assert f"There is no field “{unknown}”." in error["msg"]
