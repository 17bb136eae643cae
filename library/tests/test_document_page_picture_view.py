from io import BytesIO

import pytest
from django.urls import reverse
from PIL import Image

from library.templatetags.library_documents import page_picture_url
from library.tests.factories import make_document, make_text
from tests import pdfs


@pytest.fixture
def document(alice):
    document = make_document(user=alice, content=pdfs.long_pdf(3))
    make_text(document, "One.", "Two.", "Three.")
    return document


@pytest.fixture
def as_alice(client, alice):
    client.force_login(alice)
    return client


def url_of(document, number=1):
    return reverse("library:document_page_picture", args=[document.pk, number])


def test_each_page_has_its_picture(as_alice, document):
    pages = [as_alice.get(url_of(document, number)) for number in (1, 2, 3)]
    assert {page["Content-Type"] for page in pages} == {"image/webp"}
    assert len({page.content for page in pages}) == 3
    assert len({page["ETag"] for page in pages}) == 3
    assert Image.open(BytesIO(pages[0].content)).width == 909


def test_a_page_that_is_not_there_is_not_found(as_alice, document):
    assert as_alice.get(url_of(document, 0)).status_code == 404
    assert as_alice.get(url_of(document, 4)).status_code == 404


def test_what_is_known_is_not_sent_again(as_alice, document):
    etag = as_alice.get(url_of(document))["ETag"]
    again = as_alice.get(url_of(document), headers={"If-None-Match": etag})
    assert again.status_code == 304
    other = as_alice.get(url_of(document, 2), headers={"If-None-Match": etag})
    assert other.status_code == 200


def test_its_versioned_address_may_be_kept_for_ever(as_alice, document):
    response = as_alice.get(page_picture_url(document, 2))
    assert "immutable" in response["Cache-Control"]


def test_a_page_that_crashes_the_reader_leaves_the_others(as_alice, alice):
    """Its size is a lie: the picture is refused, the document stays."""
    broken = make_document(user=alice, content=b"%PDF-1.7\n%%EOF", page_count=2)
    response = as_alice.get(url_of(broken, 2))
    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")


def test_it_hides_documents_of_others(client, bob, document):
    client.force_login(bob)
    assert client.get(url_of(document)).status_code == 404


def test_it_asks_for_login(client, document):
    assert client.get(url_of(document)).status_code == 302


def test_it_takes_no_other_verb(as_alice, document):
    assert as_alice.post(url_of(document)).status_code == 405
