import io
import json
from zipfile import ZipFile

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from library.models import Library, Membership
from library.tests.factories import PDF, make_document

ZIP = reverse("library:bulk_zip")
EXPORT = reverse("library:bulk_export")

# Streams are made in threads, with connections of their own.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


def content_of(response):
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def archive_of(response):
    return ZipFile(io.BytesIO(content_of(response)))


def test_an_archive_holds_the_pdfs_under_their_names(reader, alice):
    first = make_document(user=alice, content=PDF + b"1", filename="Bericht ä.pdf")
    second = make_document(user=alice, content=PDF + b"2", filename="Bericht ä.pdf")
    make_document(user=alice, filename="another.pdf")
    response = reader.post(ZIP, {"document": [first.pk, second.pk]})
    assert response["Content-Type"] == "application/zip"
    assert 'attachment; filename="pdfsum.zip"' in response["Content-Disposition"]
    archive = archive_of(response)
    assert archive.testzip() is None
    assert archive.namelist() == ["Bericht ä.pdf", "Bericht ä (2).pdf"]
    assert archive.read("Bericht ä (2).pdf") == PDF + b"1"


def test_a_missing_file_is_named_in_the_archive(reader, alice):
    document = make_document(user=alice)
    default_storage.delete(document.stored_file.name)
    archive = archive_of(reader.post(ZIP, {"document": document.pk}))
    assert archive.namelist() == ["MISSING.txt"]


def test_all_that_match_are_downloaded(reader, alice):
    for number in range(3):
        make_document(user=alice, title=f"Invoice {number}")
    make_document(user=alice, title="A letter")
    archive = archive_of(reader.post(ZIP, {"all": "1", "filter": "q=invoice"}))
    assert len(archive.namelist()) == 3


@pytest.mark.parametrize("url", [ZIP, EXPORT])
def test_what_may_be_read_is_in_it_and_nothing_else(reader, alice, bob, url):
    shared = Library.objects.create(name="The office")
    Membership.objects.create(library=shared, user=alice, role="reader")
    readable = make_document(user=bob, library=shared, filename="shared.pdf")
    private = make_document(user=bob, filename="private.pdf")
    content = content_of(reader.post(url, {"document": [readable.pk, private.pk]}))
    assert b"shared.pdf" in content
    assert b"private.pdf" not in content


def test_an_export_tells_what_the_api_tells(reader, alice):
    document = make_document(user=alice, title="Über")
    response = reader.post(EXPORT, {"document": document.pk})
    assert response["Content-Type"] == "application/x-ndjson"
    (line,) = content_of(response).decode().splitlines()
    assert json.loads(line)["title"] == "Über"
    assert json.loads(line)["url"] == f"http://testserver/documents/{document.pk}/"


@pytest.mark.parametrize("url", [ZIP, EXPORT])
def test_nothing_selected_is_told(reader, url):
    assert reader.post(url).status_code == 422


@pytest.mark.parametrize("url", [ZIP, EXPORT])
def test_it_requires_login_and_post(client, alice, url):
    assert client.post(url).url.startswith(reverse("account_login"))
    client.force_login(alice)
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(("url", "queries"), [(ZIP, 5), (EXPORT, 5)])
def test_it_costs_the_same_for_any_number_of_rows(
    reader, alice, url, queries, django_assert_max_num_queries
):
    documents = [make_document(user=alice) for _ in range(20)]
    with django_assert_max_num_queries(queries):
        content_of(reader.post(url, {"document": [row.pk for row in documents]}))
