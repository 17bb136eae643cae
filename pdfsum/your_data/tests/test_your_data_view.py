import io
import json
from zipfile import ZipFile

import pytest
from django.urls import reverse

from chat.tests.factories import make_chat
from library.models import Library, Membership
from library.tests.factories import make_document
from library.transfer.archive import Archive
from pdfsum.accounts.tests.factories import make_api_key

pytestmark = pytest.mark.django_db
URL = reverse("your_data")
DOWNLOAD_URL = reverse("your_data_download")


def downloaded(client):
    response = client.get(DOWNLOAD_URL)
    return ZipFile(io.BytesIO(b"".join(response.streaming_content)))


def test_the_page_offers_each_library_and_the_import(client, alice):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="reader")
    client.force_login(alice)
    page = client.get(URL).content.decode()
    own = Library.objects.private_to(alice)
    for library in (own, shared):
        assert reverse("library:library_export", args=[library.pk]) in page
    # Who may only read it cannot import into it.
    assert f'<option value="{own.pk}" selected' in page
    assert f'<option value="{shared.pk}"' not in page


def test_the_download_holds_what_one_has_in_every_app(client, alice, bob):
    alice.name = "Алиса"
    alice.save(update_fields=["name"])
    key, text = make_api_key(alice, name="backup")
    make_document(user=alice, title="Mine")
    make_document(user=bob, title="Not mine")
    make_chat(alice, "Did it hold?", title="Dam")
    make_chat(bob, "A secret?", title="Theirs")
    client.force_login(alice)
    archive = downloaded(client)
    names = archive.namelist()
    assert {"profile.json", "preferences.json", "manifest.json"} <= set(names)
    assert "chats/000001 Dam.json" in names
    assert "documents/000001 Mine.pdf" in names
    assert not any("Theirs" in name or "Not mine" in name for name in names)
    profile = json.loads(archive.read("profile.json"))
    assert (profile["email"], profile["name"]) == ("alice@example.org", "Алиса")
    assert profile["api_keys"][0]["name"] == "backup"
    everything = b"".join(archive.read(name) for name in names)
    for secret in (key.key_hash, text, alice.password):
        assert secret.encode() not in everything


def test_the_download_can_be_imported(client, alice):
    make_document(user=alice, title="Mine")
    client.force_login(alice)
    content = b"".join(client.get(DOWNLOAD_URL).streaming_content)
    assert len(Archive(io.BytesIO(content)).documents) == 1


@pytest.mark.parametrize("url", [URL, DOWNLOAD_URL])
def test_they_ask_to_log_in_and_refuse_other_verbs(client, alice, url):
    assert client.get(url).status_code == 302
    client.force_login(alice)
    assert client.post(url).status_code == 405


def test_the_page_costs_the_same_for_any_number_of_libraries(
    client, alice, django_assert_num_queries
):
    Library.objects.private_to(alice)
    for number in range(20):
        shared = Library.objects.create(name=f"{number}")
        Membership.objects.create(library=shared, user=alice, role="editor")
    client.force_login(alice)
    # Session, user, imports, own library with its savepoint, libraries, and those to
    # write to, which the form reads twice.
    with django_assert_num_queries(9):
        client.get(URL)
