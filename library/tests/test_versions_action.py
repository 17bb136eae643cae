"""A new version: uploaded, confirmed, discarded; and one document for another."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library import actions, storage
from library.actions import versions
from library.errors import (
    AlreadyProcessingError,
    DifferentLibrariesError,
    DuplicateDocumentError,
    InTrashError,
    IsVersionError,
    NotAllowedError,
    NotAPdfError,
    NoVersionError,
    VersionNotReadError,
    VersionProcessingError,
    VersionTwinError,
    VersionWaitsError,
)
from library.models import (
    Document,
    Folder,
    Membership,
    NearDuplicate,
    Passage,
    StoredFile,
    Summary,
)
from library.tasks import process_next
from library.tests.factories import (
    PDF,
    close_uploads,
    make_document,
    make_passage,
    make_summary,
    make_text,
    make_upload,
    put_tags,
)
from tests import pdfs

pytestmark = pytest.mark.django_db

OLD, NEW = PDF + b"old", PDF + b"new"


@pytest.fixture
def document(alice):
    document = make_document(user=alice, content=OLD, title="Budget")
    make_passage(document, "The old figures.")
    make_summary(document, ("The old figures.", 1))
    return document


def make_version(document, **fields):
    """A version that waits and has been read, unless told otherwise."""
    fields = {"content": NEW, "title": "Budget, mended", "filename": "new.pdf"} | fields
    newer = make_document(user=document.added_by, replaces=document, **fields)
    make_passage(newer, "The new figures.")
    make_summary(newer, ("The new figures.", 1))
    return newer


def upload(user, document, content=NEW):
    file = make_upload(content, name="new.pdf")
    return versions.upload_version(user=user, document=document, upload=file)


def confirm(user, document, commits):
    with commits(execute=True):
        return versions.confirm_version(user=user, document=document)


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def test_it_waits_in_no_list_and_changes_nothing(alice, document):
    newer = upload(alice, document)
    assert newer.replaces == document
    assert newer.current_run.state == "queued"
    assert Document.objects.live().get() == document
    assert document.passages.get().text == "The old figures."


@pytest.mark.parametrize(
    ("content", "error"),
    [(OLD, DuplicateDocumentError), (b"PK\x03\x04", NotAPdfError)],
)
def test_it_is_checked_like_any_upload(alice, document, content, error):
    with pytest.raises(error):
        upload(alice, document, content)
    assert Document.objects.get() == document


def test_only_one_waits_at_a_time(alice, document):
    upload(alice, document)
    with pytest.raises(VersionWaitsError, match="Confirm or discard"):
        upload(alice, document, PDF + b"third")


def test_the_same_bytes_are_nowhere_added_while_they_wait(alice, document):
    upload(alice, document)
    with pytest.raises(VersionTwinError) as caught:
        actions.upload_document(user=alice, upload=make_upload(NEW))
    assert caught.value.existing == document
    with pytest.raises(VersionTwinError):
        upload(alice, document)


def test_readers_strangers_trash_and_versions_are_refused(alice, bob, document):
    Membership.objects.create(library=document.library, user=bob, role="reader")
    with pytest.raises(NotAllowedError):
        upload(bob, document)
    newer = upload(alice, document)
    for act in (versions.confirm_version, versions.discard_version):
        with pytest.raises(NotAllowedError):
            act(user=bob, document=document)
    with pytest.raises(IsVersionError):
        upload(alice, newer, PDF + b"third")
    actions.trash_document(user=alice, document=document)
    with pytest.raises(InTrashError):
        versions.confirm_version(user=alice, document=document)


def test_confirming_takes_over_the_file_and_its_text(alice, document, commits):
    newer, old_file = make_version(document), document.stored_file
    text = newer.current_text
    confirmed = confirm(alice, document, commits)
    assert confirmed.pk == document.pk
    found = Document.objects.get()
    assert (found.filename, found.file_hash) == ("new.pdf", newer.file_hash)
    assert (found.size, found.current_text) == (len(NEW), text)
    assert found.passages.get().text == "The new figures."
    assert found.summaries.get().text == "The new figures."
    assert not StoredFile.objects.filter(pk=old_file.pk).exists()
    assert not default_storage.exists(old_file.name)
    with storage.local_copy(found) as path:
        assert path.read_bytes() == NEW


def test_search_shows_the_old_until_then_and_the_new_from_then_on(
    alice, document, commits
):
    make_version(document)
    shown = Passage.objects.visible_to(alice)
    assert shown.get().text == "The old figures."
    confirm(alice, document, commits)
    assert shown.get().text == "The new figures."


def test_what_people_gave_the_document_stays(alice, document, commits):
    folder = Folder.objects.create(library=document.library, name="Money")
    Document.objects.filter(pk=document.pk).update(
        folder=folder,
        title="My budget",
        fact_sources={"title": {"source": "person"}, "authors": {"source": "page"}},
        authors="From the PDF",
    )
    put_tags(document, "tax")
    make_version(document, authors="Somebody else")
    confirm(alice, document, commits)
    found = Document.objects.get()
    assert (found.title, found.folder) == ("My budget", folder)
    assert [tag.name for tag in found.tags.all()] == ["tax"]
    # What nobody set is the newer file's.
    assert found.authors == "Somebody else"


def test_the_text_that_citations_quote_stays(alice, document, commits):
    old_text = document.current_text
    make_version(document)
    confirm(alice, document, commits)
    assert old_text.pages.get().text == "The old figures."
    assert set(document.text_versions.all()) >= {old_text}


def test_somebody_elses_file_stays(alice, bob, document, commits):
    other = make_document(user=bob, content=OLD)
    make_version(document)
    confirm(alice, document, commits)
    with storage.local_copy(other) as path:
        assert path.read_bytes() == OLD


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"status": "processing"}, VersionProcessingError),
        ({"status": "queued"}, VersionProcessingError),
        ({"status": "failed", "error_code": "damaged"}, VersionNotReadError),
    ],
)
def test_what_is_not_read_cannot_be_confirmed(alice, document, fields, error):
    make_version(document, **fields)
    with pytest.raises(error):
        versions.confirm_version(user=alice, document=document)
    assert document.passages.get().text == "The old figures."


def test_a_document_in_work_waits(alice, document):
    make_version(document)
    actions.reprocess_document(user=alice, document=document)
    with pytest.raises(AlreadyProcessingError):
        versions.confirm_version(user=alice, document=document)


def test_the_second_of_two_clicks_is_told(alice, document, commits):
    make_version(document)
    confirm(alice, document, commits)
    for act in (versions.confirm_version, versions.discard_version):
        with pytest.raises(NoVersionError, match="another tab"):
            act(user=alice, document=document)


def test_discarding_leaves_everything_as_it_was(alice, document, commits):
    newer = make_version(document)
    with commits(execute=True):
        versions.discard_version(user=alice, document=document)
    assert Document.objects.get() == document
    assert document.passages.get().text == "The old figures."
    assert Summary.objects.get().document == document
    assert not default_storage.exists(newer.stored_file.name)
    assert upload(alice, document)


def test_the_whole_way_by_the_real_pipeline(alice, commits, sent_tasks):
    def read(queue):
        close_uploads()
        process_next(queue)
        with connection.cursor() as cursor:
            # As a commit does.
            cursor.execute("TRUNCATE passage_batch, vector_batch")

    first = actions.upload_document(
        user=alice, upload=make_upload(pdfs.text_pdf([["The dam held."]]))
    )
    read(first.current_run.queue)
    newer = upload(alice, first, pdfs.text_pdf([["The dam broke in the night."]]))
    read(newer.current_run.queue)
    first.refresh_from_db()
    confirm(alice, first, commits)
    found = Document.objects.get()
    assert "broke" in found.passages.get().text
    assert found.passages.filter(embeddings__isnull=False).exists()
    assert found.runs.count() == 2
    assert found.text_versions.count() == 2


def test_one_document_takes_the_place_of_another(alice, document, commits):
    newer = make_document(user=alice, content=NEW, title="Budget, mended")
    make_passage(newer, "The new figures.")
    put_tags(newer, "mine")
    put_tags(newer, "guessed", suggested=True)
    NearDuplicate.objects.create(document=newer, twin=document, share=0.9)
    with commits(execute=True):
        versions.replace_document(user=alice, document=document, newer=newer)
    found = Document.objects.get()
    assert (found.pk, found.file_hash) == (document.pk, newer.file_hash)
    assert [tag.name for tag in found.tags.all()] == ["mine"]
    assert not NearDuplicate.objects.exists()


def test_documents_of_two_libraries_do_not_replace_each_other(alice, bob, document):
    Membership.objects.create(library=document.library, user=bob, role="editor")
    other = make_document(user=bob)
    for newer in (other, document):
        with pytest.raises(DifferentLibrariesError):
            versions.replace_document(user=bob, document=document, newer=newer)


def test_a_document_with_a_version_waiting_is_not_replaced(alice, document):
    make_version(document)
    newer = make_document(user=alice)
    make_text(newer, "Text.")
    with pytest.raises(VersionWaitsError):
        versions.replace_document(user=alice, document=document, newer=newer)


@pytest.mark.django_db(transaction=True)
def test_of_two_confirmations_at_once_one_wins(alice, document):
    make_version(document)

    def act(_):
        try:
            versions.confirm_version(user=alice, document=document)
        except NoVersionError:
            return "told"
        finally:
            connection.close()
        return "confirmed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(act, range(2))) == ["confirmed", "told"]
    assert Document.objects.get().passages.get().text == "The new figures."


def test_old_passages_go_without_being_read(alice, document, commits):
    """A book has 10,000 of them."""
    make_version(document)
    with CaptureQueriesContext(connection) as queries:
        versions.confirm_version(user=alice, document=document)
    reads = [q["sql"] for q in queries if q["sql"].startswith("SELECT")]
    assert not [sql for sql in reads if '"library_passage"."text"' in sql]
    assert document.passages.get().text == "The new figures."


def test_what_fails_once_it_is_confirmed_undoes_nothing(
    alice, document, commits, monkeypatch
):
    def out_of_reach(*args):
        raise OSError("storage")

    monkeypatch.setattr(versions, "delete_pictures", out_of_reach)
    make_version(document)
    assert confirm(alice, document, commits).filename == "new.pdf"
