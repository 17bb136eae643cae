import threading
from concurrent.futures import ThreadPoolExecutor, wait

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chat.models import Chat, Message
from chat.tests.factories import make_chat, make_citation
from conftest import PASSWORD
from library.models import Document, Library, Membership, Tag
from library.tests.factories import make_document, make_passage, put_tags
from pdfsum.accounts.models import ApiKey, User
from pdfsum.accounts.tests.factories import make_api_key
from pdfsum.tasks import delete_account, resume_deletions
from pdfsum.your_data import deleting
from pdfsum.your_data.deleting import begin_deletion

pytestmark = pytest.mark.django_db
URL = reverse("account_delete")


def confirm(client, **fields):
    data = {"email": "Alice@example.org ", "password": PASSWORD} | fields
    return client.post(URL, data)


@pytest.fixture
def admin(db):
    return User.objects.create_superuser("admin@example.org", PASSWORD)


@pytest.fixture
def shared(alice, bob):
    library = Library.objects.create(name="Shared")
    Membership.objects.create(library=library, user=alice, role="owner")
    Membership.objects.create(library=library, user=bob, role="editor")
    return library


def test_it_ends_at_once_and_then_everything_goes(
    client, alice, bob, admin, sent_tasks, django_capture_on_commit_callbacks
):
    document = make_document(user=alice)
    make_passage(document, "Text.")
    make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    put_tags(document, "sea")
    chat = make_chat(alice, "Did it hold?")
    make_citation(chat, document, "Text.")
    kept = make_document(user=bob)
    name = document.stored_file.name
    _, key = make_api_key(alice)
    other_browser = Client()
    other_browser.force_login(alice)
    client.force_login(alice)
    page = client.get(URL).content.decode()
    assert "2 documents of your own" in page
    assert "1 chat<" in page

    with django_capture_on_commit_callbacks(execute=True):
        response = confirm(client)
    assert response["Location"] == reverse("account_login")
    assert ("pdfsum.delete_account", alice.pk) in [t[:2] for t in sent_tasks]
    for browser in (client, other_browser):
        assert browser.get(reverse("your_data")).status_code == 302
    headers = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/me", headers=headers).status_code == 401
    assert not client.login(email="alice@example.org", password=PASSWORD)

    with django_capture_on_commit_callbacks(execute=True):
        delete_account(alice.pk)
    assert not User.objects.filter(email="alice@example.org").exists()
    assert list(Document.objects.all()) == [kept]
    assert list(Library.objects.all()) == [kept.library]
    for model in (Chat, Message, Tag, ApiKey):
        assert not model.objects.exists()
    assert not default_storage.exists(name)
    assert default_storage.exists(kept.stored_file.name)
    delete_account(alice.pk)


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"password": "wrong"}, "This is not your password."),
        ({"password": ""}, "This field is required."),
        ({"email": "bob@example.org"}, "This is not the address of your account."),
    ],
)
def test_a_slip_deletes_nothing(client, alice, fields, sentence):
    client.force_login(alice)
    assert sentence in confirm(client, **fields).content.decode()
    alice.refresh_from_db()
    assert alice.is_active


def test_who_has_no_password_types_the_address_only(client, alice):
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    client.force_login(alice)
    assert "Your password" not in client.get(URL).content.decode()
    assert confirm(client, password="").status_code == 302


def test_the_last_admin_stays(client, alice, admin):
    client.force_login(admin)
    response = confirm(client, email=admin.email)
    assert "You are the only administrator." in response.content.decode()
    admin.refresh_from_db()
    assert admin.is_active


def test_one_of_two_admins_may_go(client, alice, admin):
    alice.is_superuser = True
    alice.save(update_fields=["is_superuser"])
    client.force_login(admin)
    assert confirm(client, email=admin.email).status_code == 302


def test_the_last_owner_hands_on_first(client, alice, bob, shared):
    client.force_login(alice)
    response = confirm(client)
    assert "only owner of the shared library “Shared”" in response.content.decode()
    alice.refresh_from_db()
    assert alice.is_active
    Membership.objects.filter(user=bob).update(role="owner")
    assert confirm(client).status_code == 302


def test_an_owner_who_is_gone_is_none(client, alice, bob, shared):
    Membership.objects.filter(user=bob).update(role="owner")
    carol = User.objects.create_user("carol@example.org", PASSWORD)
    Membership.objects.create(library=shared, user=carol, role="reader")
    bob.is_active = False
    bob.save(update_fields=["is_active"])
    client.force_login(alice)
    assert "only owner" in confirm(client).content.decode()


def test_what_is_shared_stays_with_the_others(client, alice, bob, shared):
    Membership.objects.filter(user=bob).update(role="owner")
    document = make_document(user=alice, library=shared)
    client.force_login(alice)
    assert "You leave, and others keep: Shared." in client.get(URL).content.decode()
    confirm(client)
    delete_account(alice.pk)
    document.refresh_from_db()
    assert document.added_by is None
    assert list(shared.memberships.values_list("user", flat=True)) == [bob.pk]


def test_a_shared_library_without_anybody_else_goes_along(client, alice, bob, shared):
    Membership.objects.filter(user=bob).delete()
    make_document(user=alice, library=shared)
    client.force_login(alice)
    assert "only member" in client.get(URL).content.decode()
    confirm(client)
    delete_account(alice.pk)
    assert not Library.objects.filter(pk=shared.pk).exists()
    assert not Document.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_last_two_members_leave_no_library_behind(
    alice, bob, shared, monkeypatch, sent_tasks
):
    make_document(user=alice, library=shared)
    for user in (bob, alice):
        begin_deletion(user)
    reached, go = threading.Event(), threading.Event()

    def paused(user_id):
        if not reached.is_set():
            reached.set()
            assert go.wait(20)

    monkeypatch.setattr(deleting, "forget_tag_counts_of", paused)

    def delete(user):
        try:
            delete_account(user.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(delete, alice)
        assert reached.wait(20)
        second = pool.submit(delete, bob)
        wait([second], timeout=1)
        go.set()
        first.result()
        second.result()
    assert not User.objects.exists()
    assert not Library.objects.exists()
    assert not Document.objects.exists()


def test_the_task_deletes_nobody_who_did_not_ask(alice):
    delete_account(alice.pk)
    User.objects.update(is_active=False)
    delete_account(alice.pk)
    alice.refresh_from_db()


def test_a_lost_message_is_sent_again(alice, sent_tasks):
    User.objects.filter(pk=alice.pk).update(
        is_active=False, deletion_requested_at=timezone.now()
    )
    resume_deletions()
    assert not sent_tasks
    User.objects.update(deletion_requested_at="2026-01-01T00:00Z")
    resume_deletions()
    resume_deletions()
    assert [task[:2] for task in sent_tasks] == [("pdfsum.delete_account", alice.pk)]


def test_it_asks_to_log_in_and_refuses_other_verbs(client, alice):
    assert client.get(URL).status_code == 302
    client.force_login(alice)
    assert client.put(URL).status_code == 405


def test_the_page_costs_the_same_for_any_number_of_rows(
    client, alice, django_assert_num_queries
):
    for number in range(20):
        make_document(user=alice)
        make_chat(alice)
        library = Library.objects.create(name=f"{number}")
        Membership.objects.create(library=library, user=alice, role="owner")
    client.force_login(alice)
    # Session, user, shared libraries, those of one, documents, chats.
    with django_assert_num_queries(6):
        client.get(URL)
