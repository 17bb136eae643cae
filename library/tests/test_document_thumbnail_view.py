from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils.http import http_date

from library import pictures
from library.errors import PicturesBusyError
from library.models import Library, Membership
from library.pictures import picture_version, thumbnail_of
from library.templatetags.library_documents import thumbnail_url
from library.tests.factories import make_document
from pdfsum.lib.errors import DiskFullError
from tests import pdfs


@pytest.fixture
def document(alice):
    return make_document(user=alice, content=pdfs.text_pdf([pdfs.make_paragraphs(200)]))


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def url_of(document):
    return reverse("library:document_thumbnail", args=[document.pk])


def test_it_renders_a_thumbnail_that_is_missing(as_alice, document):
    response = as_alice.get(url_of(document))
    assert response.status_code == 200
    assert response["Content-Type"] == "image/webp"
    assert response.content[8:12] == b"WEBP"
    assert pictures.find(thumbnail_of(document))


def test_its_versioned_address_may_be_kept_for_ever(as_alice, document):
    response = as_alice.get(thumbnail_url(document))
    assert response["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("query", ["", "?v=", "?v=0123456789abcdef"])
def test_any_other_address_is_asked_for_again(as_alice, document, query):
    response = as_alice.get(url_of(document) + query)
    assert response["Cache-Control"] == "private, no-cache"


def test_what_the_browser_has_is_not_sent_again(as_alice, document):
    first = as_alice.get(url_of(document))
    again = as_alice.get(url_of(document), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "private, no-cache"


def test_it_tells_since_when_it_is_the_same(as_alice, document):
    first = as_alice.get(url_of(document))
    since = first["Last-Modified"]
    known = as_alice.get(url_of(document), headers={"If-Modified-Since": since})
    assert known.status_code == 304
    long_ago = http_date((datetime.now(UTC) - timedelta(days=9)).timestamp())
    older = as_alice.get(url_of(document), headers={"If-Modified-Since": long_ago})
    assert older.status_code == 200


def test_unlocking_changes_etag_and_address(as_alice, document):
    before = as_alice.get(url_of(document)), thumbnail_url(document)
    name = "unlocked/copy.pdf"
    default_storage.save(name, default_storage.open(document.stored_file.name))
    document.unlocked_name = name
    document.save(update_fields=["unlocked_name"])
    etag = before[0]["ETag"]
    after = as_alice.get(url_of(document), headers={"If-None-Match": etag})
    assert after.status_code == 200
    assert thumbnail_url(document) != before[1]


def test_permission_is_asked_before_the_browser_is_told_that_it_knows(
    client, alice, bob
):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="owner")
    membership = Membership.objects.create(library=shared, user=bob, role="reader")
    document = make_document(user=alice, library=shared, content=pdfs.blank_pdf())
    client.force_login(bob)
    etag = client.get(url_of(document))["ETag"]
    membership.delete()
    response = client.get(url_of(document), headers={"If-None-Match": etag})
    assert response.status_code == 404


def test_the_same_bytes_elsewhere_have_pictures_of_their_own(client, alice, bob):
    theirs = make_document(user=alice, content=pdfs.blank_pdf())
    mine = make_document(user=bob, content=pdfs.blank_pdf())
    client.force_login(alice)
    client.get(url_of(theirs))
    assert pictures.find(thumbnail_of(theirs))
    assert not pictures.find(thumbnail_of(mine))


def test_a_damaged_pdf_gets_a_neutral_page(as_alice, alice):
    broken = make_document(user=alice, content=b"%PDF-1.7\nnothing\n%%EOF")
    for _ in range(2):
        response = as_alice.get(url_of(broken))
        assert response.status_code == 200
        assert response["Content-Type"] == "image/svg+xml"
        assert response["Cache-Control"] == "private, no-store"
        assert b"<svg" in response.content


def test_a_locked_pdf_gets_one_too(as_alice, alice):
    locked = make_document(
        user=alice,
        content=pdfs.encrypted_pdf(),
        status="failed",
        error_code="password_required",
    )
    assert as_alice.get(url_of(locked))["Content-Type"] == "image/svg+xml"


def test_when_all_slots_are_taken_it_says_when_to_come_back(
    as_alice, document, monkeypatch
):
    def busy(wanted):
        raise PicturesBusyError

    monkeypatch.setattr(pictures, "render", busy)
    response = as_alice.get(url_of(document))
    assert response.status_code == 503
    assert response["Retry-After"] == "3"
    assert response["Content-Type"] == "image/svg+xml"


def test_a_full_disk_costs_the_picture_only(as_alice, document, monkeypatch):
    def full(name, content):
        raise DiskFullError

    monkeypatch.setattr("library.storage.keep_once", full)
    response = as_alice.get(url_of(document))
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")


def test_it_hides_documents_of_others(client, bob, document):
    client.force_login(bob)
    assert client.get(url_of(document)).status_code == 404


def test_it_asks_for_login(client, document):
    assert client.get(url_of(document)).status_code == 302


def test_it_takes_no_other_verb(as_alice, document):
    assert as_alice.post(url_of(document)).status_code == 405


def test_a_head_says_the_same_without_the_picture(as_alice, document):
    got = as_alice.get(url_of(document))
    head = as_alice.head(url_of(document))
    assert (head.status_code, head["ETag"]) == (200, got["ETag"])
    assert head["Content-Length"] == got["Content-Length"]


def test_a_known_picture_costs_three_queries(
    as_alice, document, django_assert_num_queries
):
    as_alice.get(url_of(document))
    # Session, user, document.
    with django_assert_num_queries(3):
        as_alice.get(url_of(document))


def test_its_version_is_that_of_its_file(document):
    assert thumbnail_url(document).endswith(f"?v={picture_version(document)}")
