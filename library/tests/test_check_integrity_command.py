import os
import time
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from library import storage
from library.models import (
    Document,
    Embedding,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
)
from library.tests.factories import (
    make_document,
    make_passage,
    make_run,
    make_stored_file,
    make_summary,
    make_text,
)

pytestmark = pytest.mark.django_db

State = ProcessingRun.State


@pytest.fixture(autouse=True)
def _long_running_database(monkeypatch):
    """Right after its start, every worker would get the time to report."""
    since = timezone.now() - timedelta(seconds=30)
    monkeypatch.setattr("library.integrity.jobs.silent_since", lambda: since)


WRITES = ("INSERT", "UPDATE", "DELETE")


def check(*options):
    """The lines that found something, and the failure that ended it, if one did."""
    out = StringIO()
    try:
        call_command("check_integrity", *options, stdout=out)
    except CommandError as exc:
        return [line for line in out.getvalue().splitlines() if ": 0" not in line], exc
    return [line for line in out.getvalue().splitlines() if ": 0" not in line], None


def check_fixes(wrong, count=1, *, is_lost=False):
    """It is found, told without being touched, mended, and found no more."""
    lines, failure = check()
    assert lines[0].startswith(f"✗ {wrong}: {count}. --fix mends: ")
    assert len(lines) == 1
    assert failure.returncode == 1
    with CaptureQueriesContext(connection) as queries:
        lines, failure = check("--fix", "--dry-run")
    assert not [q for q in queries if q["sql"].startswith(WRITES)]
    assert lines[0].startswith(f"✗ {wrong}: {count}. Would mend: ")
    assert failure.returncode == 1
    lines, failure = check("--fix")
    assert (failure is not None) == is_lost
    assert lines[0].startswith(f"✓ {wrong}: {count}, mended")
    lines, failure = check()
    assert not any(f"{wrong}:" in line for line in lines)
    assert (failure is not None) == is_lost


def make_whole(user, **fields):
    """A ready document of which everything is there."""
    document = make_document(user=user, **fields)
    make_text(document, "Rain fell on the valley.", "Snow followed.")
    add_vector(make_passage(document, "Rain fell on the valley."))
    make_summary(document, ("Rain fell on the valley.", 1))
    document.save()
    return document


def add_vector(passage):
    Embedding.objects.create(
        passage=passage, library_id=passage.library_id, space_id=1, vector=[1.0] * 384
    )


def stored_path(document):
    return Path(default_storage.path(document.stored_file.name))


def make_old(name):
    then = time.time() - 2 * 3600
    os.utime(default_storage.path(name), (then, then))


@pytest.fixture
def document(alice):
    return make_whole(alice)


def is_queued(document):
    document.refresh_from_db()
    return (
        document.status == Document.Status.QUEUED
        and document.current_run.state == State.QUEUED
    )


def test_a_whole_library_passes(alice, document):
    make_document(user=alice, status="failed", error_code="damaged")
    queued = make_document(user=alice, status="queued")
    make_run(queued)
    lines, failure = check("--hash")
    assert failure is None
    assert lines == ["Everything fits together."]


def test_a_missing_file(document):
    stored = document.stored_file
    content = default_storage.open(stored.name).read()
    default_storage.delete(stored.name)
    check_fixes("Stored files that are missing", is_lost=True)
    stored.refresh_from_db()
    assert stored.state == StoredFile.State.MISSING
    lines, failure = check("--fix")
    assert failure.returncode == 1
    assert lines[0].startswith("✗ Stored files marked as missing: 1. Nothing mends")
    default_storage.save(stored.name, ContentFile(content))
    check_fixes("Stored files marked as missing that are there again")
    stored.refresh_from_db()
    assert stored.state == StoredFile.State.STORED


def test_a_file_of_another_size(document):
    with stored_path(document).open("ab") as file:
        file.write(b"more")
    wrong = "Stored files whose bytes are not those that were uploaded"
    check_fixes(wrong, is_lost=True)


def test_a_file_with_other_bytes_is_found_when_asked(document):
    with stored_path(document).open("r+b") as file:
        file.write(b"%PDX")
    assert check()[1] is None
    lines, failure = check("--hash")
    assert "bytes are not those that were uploaded: 1" in lines[0]
    assert failure.returncode == 1
    lines, failure = check("--hash", "--fix")
    assert "mended (each is marked as missing)" in lines[0]
    assert "marked as missing: 1. Nothing mends this: put them back" in lines[1]
    assert failure.returncode == 1


def test_files_that_no_row_names(document):
    name = storage.name_of("0" * 64)
    default_storage.save(name, ContentFile(b"orphan"))
    assert check()[1] is None
    make_old(name)
    make_old(document.stored_file.name)
    check_fixes("Files in the storage that no row names")
    assert not default_storage.exists(name)
    assert default_storage.exists(document.stored_file.name)


def test_a_stored_file_of_no_document(document):
    unused = make_stored_file()
    assert check()[1] is None
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=2))
    check_fixes("Stored files of no document")
    assert not default_storage.exists(unused.name)
    assert StoredFile.objects.get() == document.stored_file


def test_a_copy_without_encryption_that_no_document_names(document):
    name = default_storage.save("unlocked/gone.pdf", ContentFile(b"%PDF-"))
    assert check()[1] is None
    make_old(name)
    check_fixes("Copies without encryption that no document names")
    assert not default_storage.exists(name)


def test_a_copy_without_encryption_that_is_missing(document):
    Document.objects.update(unlocked_name="unlocked/gone.pdf")
    check_fixes("Documents whose copy without encryption is missing")
    assert is_queued(document)
    assert document.unlocked_name == ""


def test_a_ready_document_without_text(alice):
    document = make_document(user=alice)
    check_fixes("Ready documents without a text")
    assert is_queued(document)


@pytest.mark.parametrize("pages", [1, 3])
def test_a_ready_document_with_other_pages_than_it_has(document, pages):
    Document.objects.update(page_count=pages)
    check_fixes("Ready documents with too few or too many pages")
    assert is_queued(document)


def test_pages_behind_the_limit_are_not_missed(document, settings):
    settings.PDFSUM_MAX_PAGES = 2
    Document.objects.update(page_count=9)
    assert check()[1] is None
    settings.PDFSUM_MAX_PAGES = 3
    assert "too few" in check()[0][0]


def test_a_ready_document_without_pages(document):
    document.current_text.pages.all().delete()
    check_fixes("Ready documents with too few or too many pages")


def test_a_ready_document_without_summary(document):
    document.summaries.all().delete()
    # One that was asked for and is not written is none.
    make_summary(document, state=Summary.State.FAILED)
    check_fixes("Ready documents without a summary")
    assert is_queued(document)


def test_a_passage_without_vector(document):
    make_passage(document, "Snow followed.", page=2)
    check_fixes("Ready documents with passages that have no vector")
    assert is_queued(document)


def test_passages_of_an_older_reading(document):
    current = document.current_text
    stale = make_text(document, "Old.", "Text.")
    add_vector(make_passage(document, "Old."))
    Document.objects.update(current_text=current)
    check_fixes("Ready documents with passages of an older reading")
    assert not stale.passages.exists()
    assert current.passages.count() == 1


def test_passages_of_a_new_reading_in_work_are_left_alone(document):
    reading = document.text_versions.create(reader="new")
    Passage.objects.create(
        document=document, library_id=document.library_id, text_version=reading,
        ordinal=0, text="New.", first_page=1, last_page=1, spans=[],
    )  # fmt: skip
    Document.objects.update(status="processing")
    make_run(document, state=State.RUNNING, heartbeat_at=timezone.now())
    assert check("--fix")[1] is None
    assert reading.passages.count() == 1


def test_a_job_whose_worker_is_silent(document):
    Document.objects.update(status="processing")
    document.refresh_from_db()
    silent = timezone.now() - timedelta(minutes=5)
    make_run(document, state=State.RUNNING, heartbeat_at=silent)
    check_fixes("Jobs whose worker went silent")
    assert is_queued(document)


def test_a_document_in_work_without_a_job(document):
    Document.objects.update(status="processing")
    check_fixes("Documents in work without a job")
    assert is_queued(document)


def test_a_job_of_a_document_that_is_ready(document):
    run = make_run(document)
    check_fixes("Jobs of documents that are not in work")
    run.refresh_from_db()
    assert run.state == State.LOST


def test_it_goes_through_many_in_batches(alice, monkeypatch):
    monkeypatch.setattr("pdfsum.lib.batches.pk_batches.__kwdefaults__", {"size": 2})
    documents = [make_document(user=alice) for _ in range(5)]
    check_fixes("Ready documents without a text", count=5)
    assert all(map(is_queued, documents))


def test_what_could_not_be_mended_is_counted(alice, document, monkeypatch):
    monkeypatch.setattr("library.integrity.texts.reprocess_documents", lambda **_: 0)
    document.summaries.all().delete()
    lines, failure = check("--fix")
    assert failure.returncode == 1
    assert lines[0].startswith("✗ Ready documents without a summary: 1")


def test_it_names_what_it_found_when_asked(alice, document):
    document.summaries.all().delete()
    lines, _ = check("--verbosity", "2")
    assert lines[1].strip() == str(document.pk)
