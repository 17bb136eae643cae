"""What is not the document's fault is tried again later; the rest is not."""

import errno
from datetime import timedelta

import psycopg.errors
import pytest
from django.db import DataError, InterfaceError, OperationalError
from django.utils import timezone

from library import actions, tasks
from library.actions import runs
from library.models import Document, ProcessingRun
from library.processing import pipeline
from library.processing.outages import (
    DATABASE,
    DISK_FULL,
    SERVICE,
    STORAGE,
    outage_behind,
)
from library.tasks import process_next
from library.tests.factories import make_document, make_run

pytestmark = pytest.mark.django_db

State = ProcessingRun.State


def caused_by(error, cause):
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("server closed the connection"), DATABASE),
        (InterfaceError("connection already closed"), DATABASE),
        (OSError(errno.ENOSPC, "No space left on device"), DISK_FULL),
        (OSError(errno.EIO, "Input/output error"), STORAGE),
        (FileNotFoundError(errno.ENOENT, "No such file"), STORAGE),
        (ConnectionRefusedError(), SERVICE),
        (TimeoutError(), SERVICE),
        (DataError("invalid byte sequence"), None),
        (ValueError(), None),
        (MemoryError(), None),
        (
            caused_by(OperationalError(), psycopg.errors.ProgramLimitExceeded()),
            None,
        ),
    ],
)
def test_it_knows_what_is_not_the_documents_fault(error, outage):
    assert outage_behind(error) == outage


@pytest.fixture
def document(alice):
    document = make_document(user=alice, status=Document.Status.QUEUED)
    make_run(document, user=alice)
    return document


@pytest.fixture
def failing(monkeypatch):
    """Sets the error that each processing from now on ends in."""

    def fail_with(error):
        def fail(run):
            raise error

        monkeypatch.setattr(pipeline, "process", fail)

    return fail_with


def test_an_outage_is_tried_again_later_and_is_no_attempt(document, failing):
    failing(OSError(errno.EIO, "Input/output error"))
    before = timezone.now()
    process_next("interactive")
    ended, waiting = document.runs.order_by("pk")
    assert (ended.state, ended.error_code) == (State.FAILED, "storage_unavailable")
    assert (waiting.state, waiting.attempt, waiting.retries) == (State.QUEUED, 1, 1)
    assert before <= waiting.due_at <= timezone.now() + runs.FIRST_PAUSE
    document.refresh_from_db()
    assert (document.status, document.error) == (Document.Status.QUEUED, None)
    assert document.current_run == waiting


def test_the_pauses_double_up_to_a_bound(monkeypatch):
    monkeypatch.setattr(runs.random, "random", lambda: 1.0)
    pauses = [runs._pause(number).total_seconds() for number in range(1, 9)]
    assert pauses == [10, 20, 40, 80, 160, 320, 600, 600]
    monkeypatch.setattr(runs.random, "random", lambda: 0.25)
    assert runs._pause(3) == timedelta(seconds=10)


def test_it_gives_up_in_the_end_and_says_what_was_missing(document, failing):
    failing(OSError(errno.ENOSPC, "No space left on device"))
    ProcessingRun.objects.update(retries=runs.MAX_RETRIES)
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.FAILED
    assert document.error == {
        "code": "disk_full",
        "detail": (
            "The server's disk is full. It was tried 20 times again; try it once more "
            "when that is mended."
        ),
    }


def test_an_attempt_that_came_further_starts_with_short_pauses(document, failing):
    for percent, retries in ((10, 1), (10, 2), (30, 1)):
        ProcessingRun.objects.filter(state=State.QUEUED).update(
            due_at=timezone.now(), percent=percent
        )
        failing(TimeoutError())
        process_next("interactive")
        assert document.runs.get(state=State.QUEUED).retries == retries


def test_it_waits_for_a_database_that_is_away(document, failing, monkeypatch):
    failing(OperationalError("the server closed the connection"))
    monkeypatch.setattr(tasks, "DATABASE_PAUSE", 0)
    monkeypatch.setattr(tasks, "connection", Unplugged())
    end, failures = actions.end_in_outage, iter([1, 1])

    def end_when_back(*args):
        if next(failures, None):
            raise OperationalError("the database is starting up")
        end(*args)

    monkeypatch.setattr(actions, "end_in_outage", end_when_back)
    process_next("interactive")
    assert document.runs.get(state=State.QUEUED).retries == 1


class Unplugged:
    def close(self):
        """The test's own connection must stay open."""


def test_a_poison_document_ends_after_three_attempts(document, failing):
    failing(ZeroDivisionError())
    for _ in range(runs.MAX_ATTEMPTS):
        process_next("interactive")
    process_next("interactive")
    document.refresh_from_db()
    assert document.status == Document.Status.FAILED
    assert document.error["code"] == "processing_stopped"
    assert document.runs.count() == runs.MAX_ATTEMPTS
