from django.urls import reverse

from library.actions import emptying
from library.models import Document, Library, Membership
from library.tests.factories import make_document

URL = reverse("library:trash_empty")
TRASHED = {"trashed_at": "2026-01-01T00:00Z"}


def test_it_asks_first_and_says_how_many(client, alice):
    client.force_login(alice)
    for _ in range(2):
        make_document(user=alice, **TRASHED)
    html = client.get(URL).content.decode()
    assert "Delete 2 documents for good" in html
    assert "cannot be undone" in html
    assert Document.objects.count() == 2


def test_it_deletes_for_good(client, alice):
    client.force_login(alice)
    make_document(user=alice, **TRASHED)
    kept = make_document(user=alice)
    html = client.post(URL, follow=True).content.decode()
    assert "The trash is empty" in html
    assert Document.objects.get() == kept


def test_what_a_reader_sees_is_neither_counted_nor_deleted(client, alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=bob, role="reader")
    make_document(user=alice, library=shared, **TRASHED)
    client.force_login(bob)
    assert "nothing in the trash that you may" in client.get(URL).content.decode()
    client.post(URL)
    assert Document.objects.exists()


def test_a_full_trash_is_left_to_the_workers(
    client, alice, monkeypatch, sent_tasks, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(emptying, "AT_ONCE", 2)
    client.force_login(alice)
    for _ in range(3):
        make_document(user=alice, **TRASHED)
    with django_capture_on_commit_callbacks(execute=True):
        html = client.post(URL, follow=True).content.decode()
    assert "is being emptied" in html
    [(task, user_id, _)] = sent_tasks
    assert (task, user_id) == ("library.empty_trash_of", alice.pk)
    assert Document.objects.count() == 1


def test_it_requires_login(client, db):
    assert client.get(URL).status_code == 302
    assert client.post(URL).status_code == 302


def test_it_rejects_other_methods(client, alice):
    client.force_login(alice)
    assert client.put(URL).status_code == 405
