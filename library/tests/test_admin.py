"""What operators see: every list and page opens, and costs the same for many rows."""

import pytest
from django.contrib import admin
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

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
)
from pdfsum.accounts.models import User

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
