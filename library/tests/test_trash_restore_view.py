import pytest
from django.urls import reverse

from library.models import Document, Membership
from library.tests.factories import PDF, make_document

URL = reverse("library:trash_restore")
TRASHED = {"trashed_at": "2026-01-01T00:00Z"}


@pytest.fixture
def person(client, alice):
    client.force_login(alice)
    return client


def restore(client, *documents):
    data = {"document": [getattr(row, "pk", row) for row in documents]}
    return client.post(URL, data, follow=True).content.decode()


def test_it_restores_what_is_selected(person, alice):
    first, second, third = (make_document(user=alice, **TRASHED) for _ in range(3))
    assert "Restored 2 documents." in restore(person, first, second)
    assert Document.objects.trashed().get() == third


def test_one_that_cannot_be_does_not_hold_up_the_others(person, alice):
    twin = make_document(user=alice, content=PDF, title="Twin", **TRASHED)
    make_document(user=alice, content=PDF, title="Alive")
    other = make_document(user=alice, **TRASHED)
    html = restore(person, twin, other)
    assert "in the library again, as “Alive”" in html
    assert "Restored 1 document." in html
    assert Document.objects.trashed().get() == twin


def test_nothing_selected_and_damaged_ids_are_told(person):
    assert "Select what you want to restore" in restore(person)
    assert "Select what you want to restore" in restore(person, "x' OR 1=1")


def test_what_is_not_visible_stays_where_it_is(person, bob):
    make_document(user=bob, **TRASHED)
    assert "Select what" in restore(person, Document.objects.get())
    assert Document.objects.trashed().exists()


def test_a_reader_may_not(client, alice, bob):
    document = make_document(user=alice, **TRASHED)
    Membership.objects.create(library=document.library, user=bob, role="reader")
    client.force_login(bob)
    assert "may read this library, but not change it" in restore(client, document)
    assert Document.objects.trashed().exists()


def test_it_requires_login_and_post(client, alice):
    assert client.post(URL).status_code == 302
    client.force_login(alice)
    assert client.get(URL).status_code == 405
