import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from library.models import Library, Membership
from library.tests.factories import PDF, make_document, make_summary

pytestmark = pytest.mark.django_db


def url_of(library):
    return reverse("library:library_export", args=[library.pk])


def opened(response):
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


@pytest.fixture
def library(alice):
    library = Library.objects.private_to(alice)
    document = make_document(user=alice, title="Ölbericht", content=PDF + b"oil")
    make_summary(document, ("Text.", 1))
    return library


def test_it_holds_the_documents(client, alice, library):
    client.force_login(alice)
    response = client.get(url_of(library))
    assert response["Content-Type"] == "application/zip"
    assert 'filename="My library 20' in response["Content-Disposition"]
    archive = opened(response)
    assert archive.read("documents/000001 Ölbericht.pdf") == PDF + b"oil"
    described = json.loads(archive.read("documents/000001 Ölbericht.json"))
    assert described["summaries"][0]["sentences"] == [
        {"text": "Text.", "page": 1, "quote": "Text.", "found": True}
    ]
    assert json.loads(archive.read("manifest.json"))["version"] == 1
    # No id, no owner, no hash of anything but the file.
    assert "alice" not in archive.read("documents/000001 Ölbericht.json").decode()


def test_it_holds_no_other_library(client, alice, bob, library):
    make_document(user=bob, title="Not hers")
    client.force_login(alice)
    assert not any(
        "Not hers" in name for name in opened(client.get(url_of(library))).namelist()
    )


def test_readers_may_export(client, bob, library):
    Membership.objects.create(library=library, user=bob, role="reader")
    client.force_login(bob)
    assert len(opened(client.get(url_of(library))).namelist()) == 5


def test_it_asks_to_log_in(client, library):
    assert client.get(url_of(library)).status_code == 302


def test_it_hides_libraries_of_others(client, bob, library):
    client.force_login(bob)
    assert client.get(url_of(library)).status_code == 404


def test_it_refuses_other_verbs(client, alice, library):
    client.force_login(alice)
    assert client.post(url_of(library)).status_code == 405


def test_the_api_gives_the_same(api, alice, library):
    url = reverse("api:export_library", args=[library.pk])
    assert len(opened(api.get(url)).namelist()) == 5
