import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from library.models import Document, Membership
from library.processing.twins import note_twins
from library.tests.factories import PDF, make_document
from library.tests.test_near_duplicates import make_printed
from library.tests.test_versions_action import NEW, OLD, make_version

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=OLD, title="Budget")


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def url(document, name="document_version"):
    return reverse(f"library:{name}", args=[document.pk])


def send(client, document, content=NEW):
    file = SimpleUploadedFile("new.pdf", content)
    return client.post(url(document), {"file": file}, follow=True)


def test_it_takes_a_newer_file(person, document, sent_tasks):
    assert "The newer PDF" in person.get(url(document)).content.decode()
    html = send(person, document).content.decode()
    assert "A new version waits" in html
    assert "The document stays as it is" in html
    assert Document.objects.get(replaces=document).filename == "new.pdf"


@pytest.mark.parametrize(
    ("content", "status", "told"),
    [(OLD, 409, "already have this file"), (b"PK", 415, "is not a PDF")],
)
def test_it_says_what_is_wrong_with_a_file(person, document, content, status, told):
    response = send(person, document, content)
    assert response.status_code == status
    assert told in response.content.decode()
    assert "The newer PDF" in response.content.decode()


def test_no_file_is_told(person, document):
    assert "Choose a PDF first" in person.post(url(document), follow=True).text


def test_the_document_says_that_one_waits_and_what_is_new(person, alice, document):
    old = make_printed(alice, 1, 2, 3)
    version = make_printed(alice, 1, 2, 4, replaces=old)
    note_twins(version)
    html = person.get(old.get_absolute_url()).content.decode()
    assert "A new version waits" in html
    assert "2 are the same or nearly so" in html
    assert "page 3" in html
    for one in (old, version):
        assert url(one, "document_file") in html
        assert person.get(url(one, "document_file")).status_code == 200
    assert "waits" not in person.get(document.get_absolute_url()).content.decode()


def test_it_polls_while_the_version_is_read_and_then_stops(person, document):
    make_version(document, status="processing")
    html = person.get(url(document), headers=HTMX).content.decode()
    assert "<html" not in html
    assert 'hx-trigger="every 2s"' in html
    assert "Use the new version" not in html
    Document.objects.filter(replaces=document).update(status="ready")
    html = person.get(url(document), headers=HTMX).content.decode()
    assert "hx-trigger" not in html
    assert "Use the new version" in html


def test_it_is_confirmed_and_a_second_click_is_told(person, document):
    make_version(document)
    confirm = url(document, "version_confirm")
    assert "is the new version now" in person.post(confirm, follow=True).text
    assert Document.objects.get().file_hash != document.file_hash
    assert person.post(confirm).status_code == 409


def test_it_is_discarded(person, document):
    make_version(document)
    discard = url(document, "version_discard")
    assert "Nothing has changed" in person.post(discard, follow=True).text
    assert Document.objects.get() == document


def test_one_that_failed_says_why_and_can_be_discarded(person, document):
    make_version(
        document, status="failed", error_code="damaged", error_detail="It is torn."
    )
    html = person.get(url(document)).content.decode()
    assert "It is torn." in html
    assert "Use the new version" not in html
    assert "Discard it" in html


@pytest.mark.parametrize("name", ["document_version", "version_confirm"])
def test_strangers_find_nothing_readers_may_not(client, bob, document, name):
    make_version(document)
    client.force_login(bob)
    file = SimpleUploadedFile("new.pdf", PDF + b"third")
    assert client.post(url(document, name), {"file": file}).status_code == 404
    Membership.objects.create(library=document.library, user=bob, role="reader")
    file.seek(0)
    assert client.post(url(document, name), {"file": file}).status_code == 403
    assert client.post(url(document, "version_discard")).status_code == 403


def test_it_requires_login_and_the_right_method(client, alice, document):
    for name in ("document_version", "version_confirm", "version_discard"):
        assert client.post(url(document, name)).status_code == 302
    client.force_login(alice)
    assert client.put(url(document)).status_code == 405
    for name in ("version_confirm", "version_discard"):
        assert client.get(url(document, name)).status_code == 405


def test_a_version_is_no_document_of_its_own(person, document):
    version = make_version(document)
    assert person.get(version.get_absolute_url()).status_code == 404
    assert person.get(url(version)).status_code == 404
