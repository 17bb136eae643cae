from datetime import timedelta

import pytest
from celery import current_app
from django.utils import timezone

from library import actions, queue
from library.actions.runs import MAX_ATTEMPTS
from library.models import Document, ProcessingRun
from library.tests.factories import make_document, make_run

pytestmark = pytest.mark.django_db

State = ProcessingRun.State


def purge(name):
    with current_app.connection_for_write() as connection:
        connection.default_channel.queue_purge(name)


@pytest.fixture(autouse=True)
def _empty_queues():
    for name in ProcessingRun.Queue.values:
        purge(name)


@pytest.fixture
def running(alice):
    document = make_document(user=alice, status=Document.Status.PROCESSING)
    return make_run(
        document,
        state=State.RUNNING,
        stage="reading",
        pages_done=11,
        pages_total=40,
        heartbeat_at=timezone.now() - timedelta(minutes=5),
    )


def test_it_queues_the_next_attempt_of_a_silent_run(
    running, sent_tasks, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.requeue_stuck() == 1
    running.refresh_from_db()
    document = Document.objects.get()
    assert running.state == State.LOST
    assert document.status == Document.Status.QUEUED
    assert document.current_run.attempt == 2
    assert sent_tasks == [("library.process_next", "interactive")]


def test_it_leaves_a_run_alone_that_still_reports(running):
    ProcessingRun.objects.update(heartbeat_at=timezone.now())
    assert actions.requeue_stuck() == 0
    assert actions.take_over(running) is False


def test_it_gives_up_after_the_last_attempt_and_says_where(running):
    ProcessingRun.objects.update(attempt=MAX_ATTEMPTS)
    actions.requeue_stuck()
    document = Document.objects.get()
    assert document.status == Document.Status.FAILED
    assert document.error["code"] == "processing_stopped"
    assert "while reading near page 12" in document.error["detail"]


def test_attempts_that_came_further_do_not_count(running):
    """Three restarts are not the document's fault."""
    for percent in (10, 20, 30, 40, 50):
        ProcessingRun.objects.filter(state=State.RUNNING).update(percent=percent)
        assert actions.requeue_stuck() == 1
        document = Document.objects.select_related("current_run").get()
        ProcessingRun.objects.filter(pk=document.current_run.pk).update(
            state=State.RUNNING, heartbeat_at=timezone.now() - timedelta(minutes=5)
        )
    assert document.current_run.attempt == 2


@pytest.fixture
def waiting(alice):
    """Two that wait in `interactive`, three in `bulk`."""
    long_ago = timezone.now() - timedelta(minutes=1)
    return [
        make_run(
            make_document(user=alice, status=Document.Status.QUEUED),
            queue=name,
            queued_at=long_ago,
            due_at=long_ago,
        )
        for name in ["interactive"] * 2 + ["bulk"] * 3
    ]


def test_it_sends_the_messages_that_are_missing(
    waiting, sent_tasks, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(queue, "count_messages", {"interactive": 2, "bulk": 1}.get)
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.requeue_stuck() == 2
    assert sent_tasks == [("library.process_next", "bulk")] * 2


def test_it_waits_for_messages_that_may_be_on_their_way(waiting):
    ProcessingRun.objects.update(queued_at=timezone.now())
    assert actions.requeue_stuck() == 0


def test_a_retry_gets_its_message_when_it_is_due(waiting, monkeypatch):
    ProcessingRun.objects.update(due_at=timezone.now() + timedelta(minutes=1))
    assert actions.requeue_stuck() == 0


@pytest.mark.django_db(transaction=True)
def test_a_flushed_broker_costs_nothing_but_time(waiting):
    for name in ("interactive", "bulk"):
        queue.enqueue_processing(name)
    assert actions.requeue_stuck() == 3
    assert (queue.count_messages("interactive"), queue.count_messages("bulk")) == (2, 3)
    assert actions.requeue_stuck() == 0
    purge("bulk")
    assert actions.requeue_stuck() == 3
