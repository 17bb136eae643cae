"""The promise: what is deleted for good is nowhere any more. Everything is counted."""

from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.urls import reverse

from chat.models import Chat, Citation, Message
from library import actions, storage
from library.models import (
    Document,
    IdempotentUpload,
    Library,
    NearDuplicate,
    Summary,
    Tag,
)
from library.tasks import process_next
from library.tests.factories import close_uploads, make_document, make_upload, put_tags
from tests import pdfs
from tests.census import count_rows, find_text, list_cache_keys, list_files

pytestmark = pytest.mark.django_db

# Found nowhere but in this document: in its text, title, tags and quotes.
WORD = "Xylographia"
LINES = [
    f"{WORD} was printed from wooden blocks before movable type was known.",
    f"The masters of {WORD} carved every page as a whole, letters and pictures.",
    "Each block was inked with a leather ball and pressed upon damp paper.",
]


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    """What is left for the commit happens at the end of the block, as in real life."""

    @contextmanager
    def committed():
        with django_capture_on_commit_callbacks(execute=True):
            yield

    return committed


def upload(user, **fields):
    file = make_upload(pdfs.text_pdf([LINES, LINES[::-1]]), name=f"{WORD}.pdf")
    document = actions.upload_document(user=user, upload=file, **fields)
    close_uploads()
    return document


def process(document):
    process_next(document.runs.get(state="queued").queue)
    return Document.objects.get(pk=document.pk)


def use(document, user, client, tmp_path):
    """Everything that is done with a document while it lives."""
    quote = LINES[0]
    chat = Chat.objects.create(owner=user, title="Printing")
    chat.documents.add(document)
    message = Message.objects.create(
        chat=chat, role="assistant", engine="extractive", content=f"{quote} [1]"
    )
    Citation.objects.create(
        message=message,
        number=1,
        document=document,
        text_version=document.current_text,
        page=1,
        start=0,
        end=len(quote),
        quote=quote,
    )
    copy = tmp_path / "copy.pdf"
    copy.write_bytes(b"%PDF-without a password")
    document.unlocked_name = storage.keep_unlocked(document, copy)
    document.save(update_fields=["unlocked_name"])
    copy.unlink(missing_ok=True)
    put_tags(document, "history")
    Summary.objects.create(
        document=document, text_version=document.current_text, text=quote
    )
    older = make_document(user=user, title="Another")
    newer, twin = sorted([document, older], key=lambda one: one.pk, reverse=True)
    NearDuplicate.objects.create(document=newer, twin=twin, share=0.5)
    make_document(user=user, title="Waits", replaces=document)
    # What is cached of it is made by looking at it, in every way there is.
    client.force_login(user)
    for name in ("document_detail", "document_file"):
        client.get(reverse(f"library:{name}", args=[document.pk]))
    for path in ("", "/pages/1", "/progress", "/summaries"):
        client.get(f"/api/v1/documents/{document.pk}{path}")
    for path in ("/", "/tags/", "/api/v1/tags", f"/search/?q={WORD}"):
        client.get(path)
    return older


def test_nothing_is_left_of_a_document(client, alice, commits, tmp_path, sent_tasks):
    Library.objects.private_to(alice)
    client.force_login(alice)
    rows, files, keys = count_rows(), list_files(), list_cache_keys()
    with commits():
        document = process(upload(alice, idempotency_key="once", tags=["print"]))
        older = use(document, alice, client, tmp_path)
        actions.trash_document(user=alice, document=document)
    assert WORD in document.passages.first().text
    assert IdempotentUpload.objects.exists()
    assert Tag.objects.filter(is_suggestion=True).exists() or document.tags.exists()
    assert len(list_files() - files) > 1
    with commits():
        actions.purge_document(user=alice, document=document)
        older.refresh_from_db()
        actions.trash_document(user=alice, document=older)
        actions.purge_document(user=alice, document=older)
    left = count_rows() - rows
    # The chat and its messages are the person's own, and so are tags they chose; the
    # session is that of the login.
    assert left == {"chat_chat": 1, "chat_message": 1, "library_tag": 2} | {
        table: left[table] for table in ("django_session",) if table in left
    }
    assert set(Tag.objects.values_list("name", flat=True)) == {"history", "print"}
    assert list_files() == files
    assert {key for key in list_cache_keys() - keys if b"session" not in key} == set()
    assert find_text(WORD) == set()


def test_the_census_sees_what_is_left(client, alice, commits, tmp_path, sent_tasks):
    """The same, without the deletion: the test above can fail."""
    rows, files = count_rows(), list_files()
    with commits():
        document = process(upload(alice))
        use(document, alice, client, tmp_path)
    new = count_rows() - rows
    assert {"library_embedding", "library_page", "chat_citation"} <= new.keys()
    assert list_files() - files
    assert {"library_passage", "chat_message", "library_summary"} <= find_text(WORD)


def test_a_document_without_a_trace_leaves_others_whole(alice, bob, commits):
    with commits():
        mine, theirs = process(upload(alice)), process(upload(bob))
        assert mine.stored_file == theirs.stored_file
        actions.trash_document(user=alice, document=mine)
        actions.purge_document(user=alice, document=mine)
    theirs.refresh_from_db()
    assert theirs.passages.filter(embeddings__isnull=False).exists()
    with storage.local_copy(theirs) as path:
        assert path.read_bytes().startswith(b"%PDF")
    assert cache.get("anything") is None
