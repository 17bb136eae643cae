from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone

from library.models import Document, ProcessingRun
from library.tests.factories import make_document, make_run

pytestmark = pytest.mark.django_db

State = ProcessingRun.State


@pytest.fixture(autouse=True)
def _long_running_database(monkeypatch):
    """Right after its start, every worker would get the time to report."""
    since = timezone.now() - timedelta(seconds=30)
    monkeypatch.setattr(
        "library.management.commands.requeue_stuck.silent_since", lambda: since
    )


@pytest.fixture
def silent(alice):
    document = make_document(user=alice, status=Document.Status.PROCESSING)
    long_ago = timezone.now() - timedelta(minutes=5)
    return make_run(document, state=State.RUNNING, heartbeat_at=long_ago)


def requeue(*options):
    out = StringIO()
    call_command("requeue_stuck", *options, stdout=out)
    return out.getvalue().splitlines()


def test_it_queues_what_a_dead_worker_left(silent):
    assert requeue() == [
        "Jobs whose worker went silent: 1.",
        "Jobs that no worker has taken yet: 0.",
        "Queued again: 1.",
    ]
    silent.refresh_from_db()
    assert silent.state == State.LOST
    assert Document.objects.get().current_run.state == State.QUEUED


def test_a_dry_run_counts_and_queues_nothing(silent):
    assert requeue("--dry-run")[2] == "Dry run: nothing was queued."
    silent.refresh_from_db()
    assert silent.state == State.RUNNING


def test_it_counts_jobs_that_wait(alice):
    document = make_document(user=alice, status=Document.Status.QUEUED)
    past = timezone.now() - timedelta(hours=1)
    make_run(document, queued_at=past, due_at=past)
    assert requeue("--dry-run")[1] == "Jobs that no worker has taken yet: 1."
