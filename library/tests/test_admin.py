"""What operators see: every list and page opens, and costs the same for many rows."""

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.core.files.storage import default_storage
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.models import (
    Document,
    DocumentTag,
    Embedding,
    Folder,
    IdempotentUpload,
    Library,
    ProcessingRun,
    Tag,
)
from library.models.passages import DEFAULT_DIMENSIONS, DEFAULT_SPACE_ID
from library.tests.factories import (
    make_document,
    make_passage,
    make_run,
    make_summary,
    make_text,
    make_user,
)
from pdfsum.accounts.models import User
from pdfsum.accounts.tests.factories import make_api_key
from pdfsum.lib import counting

MODELS = [model for model in admin.site._registry if model._meta.app_label == "library"]
ADDABLE = {Library, Folder}
DELETABLE = {Library, Folder, Tag, Document}
DOCUMENTS = reverse("admin:library_document_changelist")


@pytest.fixture
def operator(client, db):
    user = User.objects.create_superuser("operator@example.org", "correct horse")
    client.force_login(user)
    return user


def url_of(model, page, *args):
    return reverse(f"admin:library_{model._meta.model_name}_{page}", args=args)


def fill(user, numbers):
    """One row of each model for each number."""
    home = Library.objects.private_to(user)
    for number in numbers:
        Library.objects.create(name=f"Shared {number}")
        folder = Folder.objects.create(library=home, name=f"Folder {number}")
        Folder.objects.create(library=home, name="Inner", parent=folder)
        document = make_document(user=user, folder=folder)
        make_run(document, state=ProcessingRun.State.DONE)
        IdempotentUpload.objects.create(
            user=user, key=str(number), file_hash=document.file_hash, document=document
        )
        make_summary(document, ("One sentence.", 1))
        passage = make_passage(document, "One sentence.")
        Embedding.objects.create(
            passage=passage,
            library=home,
            space_id=DEFAULT_SPACE_ID,
            vector=[1] + [0] * (DEFAULT_DIMENSIONS - 1),
        )
        tag = Tag.objects.create(library=home, name=f"t{number}", slug=f"t{number}")
        DocumentTag.objects.create(document=document, tag=tag)


@pytest.mark.parametrize("model", MODELS)
def test_a_list_costs_the_same_for_any_number_of_rows(client, operator, alice, model):
    counts = []
    for numbers in (range(2), range(2, 20)):
        fill(alice, numbers)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url_of(model, "changelist")).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 8


@pytest.mark.parametrize("model", MODELS)
def test_a_row_opens(client, operator, alice, model):
    fill(alice, range(1))
    pk = model.objects.first().pk
    assert client.get(url_of(model, "change", pk)).status_code == 200


@pytest.mark.parametrize("model", MODELS)
def test_what_the_program_makes_is_not_added_by_hand(client, operator, model):
    expected = 200 if model in ADDABLE else 403
    assert client.get(url_of(model, "add")).status_code == expected


@pytest.mark.parametrize("model", MODELS)
def test_what_the_program_makes_is_not_deleted_by_hand(client, operator, alice, model):
    fill(alice, range(1))
    pk = model.objects.first().pk
    expected = 200 if model in DELETABLE else 403
    assert client.get(url_of(model, "delete", pk)).status_code == expected


@pytest.mark.parametrize("model", [Document, Library])
def test_what_the_program_made_goes_with_what_it_belongs_to(
    client, operator, alice, model
):
    fill(alice, range(1))
    row = model.objects.filter(
        pk__in=Document.objects.values("library" if model is Library else "pk")
    ).get()
    client.post(url_of(model, "delete", row.pk), {"post": "yes"})
    assert not Document.objects.exists()
    assert not Embedding.objects.exists()


@pytest.mark.parametrize("model", [Document, Tag, Folder])
def test_a_row_stays_in_its_library(client, operator, alice, model):
    fill(alice, range(1))
    row = model.objects.first()
    form = client.get(url_of(model, "change", row.pk)).context["adminform"].form
    assert "library" not in form.fields


def test_a_new_folder_is_put_in_a_library(client, operator, alice):
    home = Library.objects.private_to(alice)
    client.post(url_of(Folder, "add"), {"library": home.pk, "name": "Letters"})
    assert Folder.objects.get().library == home


def test_the_action_reads_documents_anew(client, operator, alice, sent_tasks):
    nobodys = make_document(user=alice, added_by=None)
    running = make_document(user=alice, status=Document.Status.PROCESSING)
    chosen = [nobodys.pk, running.pk]
    response = client.post(
        DOCUMENTS, {"action": "reprocess", "_selected_action": chosen}
    )
    assert [str(text) for text in get_messages(response.wsgi_request)] == [
        "Queued 1 document."
    ]
    nobodys.refresh_from_db()
    assert nobodys.status == Document.Status.QUEUED


def test_the_action_is_not_for_those_who_only_look(client, operator, alice):
    User.objects.filter(pk=operator.pk).update(is_superuser=False)
    operator.refresh_from_db()
    operator.user_permissions.add(
        *operator.user_permissions.model.objects.filter(codename="view_document")
    )
    document = make_document(user=alice)
    client.post(DOCUMENTS, {"action": "reprocess", "_selected_action": [document.pk]})
    document.refresh_from_db()
    assert document.status == Document.Status.READY


def make_failed(user, code, **fields):
    return make_document(
        user=user, status=Document.Status.FAILED, error_code=code, **fields
    )


def listed(client, **query):
    page = client.get(DOCUMENTS, query)
    return {document.pk for document in page.context["cl"].result_list}


def test_documents_are_found_by_status_and_reason(client, operator, alice):
    ready = make_document(user=alice)
    slow = make_failed(alice, "reader_timeout", error_detail="It took too long.")
    broken = make_failed(alice, "unreadable_pdf")
    assert listed(client) == {ready.pk, slow.pk, broken.pk}
    assert listed(client, status__exact="failed") == {slow.pk, broken.pk}
    assert listed(client, reason="reader_timeout") == {slow.pk}
    page = client.get(DOCUMENTS).content.decode()
    assert "It took too long." in page
    # The reasons that there are, and no others.
    assert "?reason=reader_timeout" in page
    assert "?reason=cancelled" not in page


def test_documents_are_found_in_the_trash(client, operator, alice):
    live = make_document(user=alice)
    trashed = make_document(user=alice, trashed_at=timezone.now())
    assert listed(client, trash="yes") == {trashed.pk}
    assert listed(client, trash="no") == {live.pk}


def test_documents_are_found_by_id_hash_and_part_of_the_title(client, operator, alice):
    wanted = make_document(user=alice, title="The Lighthouse")
    make_document(user=alice, title="A letter")
    for text in (str(wanted.pk), wanted.file_hash.upper(), "LIGHTh", " lighthouse "):
        assert listed(client, q=text) == {wanted.pk}, text
    make_run(wanted)
    runs = client.get(url_of(ProcessingRun, "changelist"), {"q": "lighth"})
    assert [run.document_id for run in runs.context["cl"].result_list] == [wanted.pk]


def test_the_list_asks_no_question_of_all_rows(client, operator, alice):
    make_failed(alice, "unreadable_pdf")
    with CaptureQueriesContext(connection) as queries:
        client.get(DOCUMENTS, {"status__exact": "failed"})
    for query in queries:
        assert "DISTINCT" not in query["sql"]
        assert "COUNT(*) AS" not in query["sql"] or "LIMIT 10000" in query["sql"]


def test_a_long_table_is_estimated_and_a_filtered_one_counted(
    alice, django_assert_num_queries, monkeypatch
):
    for _ in range(4):
        make_document(user=alice)
    make_failed(alice, "cancelled")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE library_document")
    monkeypatch.setattr(counting, "COUNTED", 3)
    everything = Document.objects.order_by("-pk")
    with django_assert_num_queries(2):
        assert counting.BoundedPaginator(everything, 50).count == 5
    ready = everything.filter(status=Document.Status.READY)
    with django_assert_num_queries(1):
        assert counting.BoundedPaginator(ready, 50).count == 3


@pytest.fixture
def waiting(alice):
    document = make_document(user=alice, status=Document.Status.QUEUED)
    make_run(document)
    return document


def act(client, action, *documents):
    chosen = [document.pk for document in documents]
    return client.post(DOCUMENTS, {"action": action, "_selected_action": chosen})


def test_the_action_cancels_documents(client, operator, alice, waiting):
    ready = make_document(user=alice)
    response = act(client, "cancel", waiting, ready)
    assert [str(text) for text in get_messages(response.wsgi_request)] == [
        "Cancelled 1 document."
    ]
    waiting.refresh_from_db()
    assert waiting.error_code == "cancelled"


def test_actions_are_not_taken_by_a_link(client, operator, waiting):
    query = {"action": "cancel", "_selected_action": [waiting.pk]}
    client.get(DOCUMENTS, query)
    waiting.refresh_from_db()
    assert waiting.status == Document.Status.QUEUED


def test_cancelling_is_not_for_those_who_only_look(client, operator, waiting):
    User.objects.filter(pk=operator.pk).update(is_superuser=False)
    operator.user_permissions.add(
        *operator.user_permissions.model.objects.filter(codename="view_document")
    )
    act(client, "cancel", waiting)
    waiting.refresh_from_db()
    assert waiting.status == Document.Status.QUEUED


def test_lists_are_not_for_staff_without_permission(client, operator, alice):
    User.objects.filter(pk=operator.pk).update(is_superuser=False)
    assert client.get(DOCUMENTS).status_code == 403
    client.force_login(alice)
    assert client.get(DOCUMENTS)["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("model", MODELS)
def test_it_shows_nothing_of_what_is_written(client, operator, alice, model):
    """Titles tell one document from another; the rest is the readers' own."""
    home = Library.objects.private_to(alice)
    document = make_document(user=alice, library=home)
    make_text(document, "A secret sentence.")
    make_summary(document, ("A secret sentence.", 1))
    passage = make_passage(document, "A secret sentence.", heading="A secret heading")
    Embedding.objects.create(
        passage=passage,
        library=home,
        space_id=DEFAULT_SPACE_ID,
        vector=[1] + [0] * (DEFAULT_DIMENSIONS - 1),
    )
    pages = [url_of(model, "changelist")]
    pages += [
        url_of(model, "change", pk)
        for pk in model.objects.values_list("pk", flat=True)[:1]
    ]
    for page in pages:
        assert "secret" not in client.get(page).content.decode()


def test_deleting_is_for_good(client, operator, alice):
    document = make_document(user=alice)
    name = document.stored_file.name
    with TestCase.captureOnCommitCallbacks(execute=True):
        act_twice = {"post": "yes", "action": "delete_selected"}
        client.post(DOCUMENTS, act_twice | {"_selected_action": [document.pk]})
    assert not Document.objects.exists()
    assert not default_storage.exists(name)


USERS = reverse("admin:accounts_user_changelist")


def test_users_are_listed_with_what_they_keep(client, operator, alice, bob):
    for content in (b"%PDF-1.7 1234", b"%PDF-1.7 12345"):
        make_document(user=alice, content=content)
    make_api_key(alice)
    cl = client.get(USERS).context["cl"]
    found = {user.email: user for user in cl.result_list}
    assert found[alice.email].use == {"documents": 2, "bytes": 27}
    assert found[alice.email].key_count == 1
    assert found[alice.email].library_count == 1
    assert found[bob.email].use is None
    page = client.get(reverse("admin:accounts_user_change", args=[alice.pk]))
    assert "27\xa0bytes" in page.content.decode()
    empty = client.get(reverse("admin:accounts_user_change", args=[bob.pk]))
    assert "0\xa0bytes" in empty.content.decode()


def test_the_list_of_users_costs_the_same_for_any_number(
    client, operator, alice, django_assert_num_queries
):
    for number in range(20):
        user = make_user(f"user{number}")
        make_document(user=user)
        make_api_key(user)
    # Session, the operator, a count, and all rows with what they keep.
    with django_assert_num_queries(4):
        client.get(USERS)


def owned_by_user(document):
    return "accounts_user", document.added_by_id


def owned_by_library(document):
    return "library_library", document.library_id


@pytest.mark.parametrize("owner_of", [owned_by_user, owned_by_library])
def test_what_holds_documents_leaves_no_file(client, operator, alice, owner_of):
    document = make_document(user=alice)
    model, pk = owner_of(document)
    page = reverse(f"admin:{model}_delete", args=[pk])
    with TestCase.captureOnCommitCallbacks(execute=True):
        client.post(page, {"post": "yes"})
    assert not Document.objects.exists()
    assert not default_storage.exists(document.stored_file.name)
