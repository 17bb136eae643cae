from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from library.models import Document, Library, Summary
from library.processing.reading import READER
from library.tests.factories import make_document, make_run, make_summary, make_text

pytestmark = pytest.mark.django_db


def reprocess(*options):
    out = StringIO()
    call_command("reprocess", *map(str, options), stdout=out)
    return out.getvalue()


def queued():
    return set(Document.objects.filter(status=Document.Status.QUEUED))


def make_failed(user, **fields):
    return make_document(user=user, status="failed", error_code="damaged", **fields)


def test_all_takes_everything_that_is_neither_in_work_nor_in_the_trash(alice, bob):
    ready, failed = make_document(user=alice), make_failed(bob)
    make_document(user=alice, trashed_at=timezone.now())
    busy = make_document(user=alice, status="processing")
    make_run(busy, state="running")
    assert reprocess("--all") == "Queued again: 2. In work already: 1.\n"
    assert queued() == {ready, failed}
    busy.refresh_from_db()
    assert busy.status == Document.Status.PROCESSING


def test_failed_takes_the_failed_ones_only(alice):
    make_document(user=alice)
    failed = make_failed(alice)
    assert reprocess("--failed").startswith("Queued again: 1.")
    assert queued() == {failed}
    failed.refresh_from_db()
    assert failed.error is None


def test_older_engine_takes_what_today_would_be_made_otherwise(alice):
    today, older, bare, unread = (make_document(user=alice) for _ in range(4))
    for document, reader in ((today, READER), (older, "pypdfium2 1"), (bare, READER)):
        text = make_text(document, "Text.")
        text.reader = reader
        text.save()
    make_summary(today, ("Text.", 1))
    make_summary(older, ("Text.", 1))
    # One that was asked for and is not written is none.
    make_summary(bare, state=Summary.State.QUEUED)
    assert reprocess("--older-engine").startswith("Queued again: 3.")
    assert queued() == {older, bare, unread}


def test_documents_may_be_named(alice):
    first, second, _ = (make_document(user=alice) for _ in range(3))
    reprocess(first.pk, second.pk)
    assert queued() == {first, second}


def test_a_name_that_is_no_document_queues_nothing(alice):
    document, unknown = make_document(user=alice), uuid4()
    with pytest.raises(CommandError, match=f"no such document: {unknown}"):
        reprocess(document.pk, unknown)
    assert queued() == set()


def test_it_can_be_held_to_a_user_and_a_library(alice, bob):
    mine, shared = make_document(user=alice), Library.objects.create(name="Shared")
    in_shared = make_document(user=alice, library=shared)
    make_document(user=bob)
    reprocess("--all", "--user", alice.email, "--library", shared.pk)
    assert queued() == {in_shared}
    reprocess("--all", "--user", alice.email)
    assert queued() == {in_shared, mine}
    with pytest.raises(CommandError, match=r"There is no user nobody@example\.org"):
        reprocess("--all", "--user", "nobody@example.org")


def test_a_dry_run_counts_and_queues_nothing(alice):
    make_document(user=alice)
    told = "Dry run; documents that would be queued: 1. In work already: 0.\n"
    assert reprocess("--all", "--dry-run") == told
    assert queued() == set()


def test_many_go_in_batches(alice, monkeypatch):
    monkeypatch.setattr("pdfsum.lib.batches.pk_batches.__kwdefaults__", {"size": 2})
    for _ in range(5):
        make_document(user=alice)
    assert reprocess("--all").startswith("Queued again: 5.")
    assert len(queued()) == 5


@pytest.mark.parametrize("options", [(), ("--all", "--failed"), ("--all", uuid4())])
def test_it_wants_one_selection(options):
    with pytest.raises(CommandError):
        reprocess(*options)
