"""An operator ends what is in work."""

import pytest

from library import tasks
from library.actions import cancel_processing, reprocess_document
from library.models import Document, ProcessingRun
from library.processing import pipeline
from library.processing.progress import ClaimLostError, Progress
from library.tests.factories import make_document, make_run

State = ProcessingRun.State
Status = Document.Status


def make_waiting(user, **fields):
    document = make_document(user=user, status=Status.QUEUED)
    make_run(document, user=user, **fields)
    return document


def everything():
    return Document.objects.all()


@pytest.mark.parametrize("state", [State.QUEUED, State.RUNNING])
def test_it_ends_the_run_and_says_why(alice, state):
    document = make_waiting(alice, state=state)
    assert cancel_processing(documents=everything()) == 1
    document.refresh_from_db()
    assert document.status == Status.FAILED
    assert document.error_code == document.current_run.error_code == "cancelled"
    assert document.error_detail.startswith("Its processing was cancelled.")
    assert document.current_run.state == State.FAILED
    assert document.current_run.finished_at


def test_it_leaves_others_alone(alice):
    chosen, other = make_waiting(alice), make_waiting(alice)
    ready = make_document(user=alice)
    make_run(ready, state=State.DONE)
    chosen_or_ready = everything().filter(pk__in=[chosen.pk, ready.pk])
    assert cancel_processing(documents=chosen_or_ready) == 1
    for document, status in ((other, Status.QUEUED), (ready, Status.READY)):
        document.refresh_from_db()
        assert document.status == status
    assert cancel_processing(documents=chosen_or_ready) == 0


def test_the_worker_that_is_at_it_stops(alice):
    document = make_waiting(alice, state=State.RUNNING)
    progress = Progress(document.current_run)
    progress.confirm()
    cancel_processing(documents=everything())
    with pytest.raises(ClaimLostError):
        progress.confirm()


def test_what_the_worker_does_too_late_changes_nothing(alice):
    document = make_waiting(alice)
    run = ProcessingRun.objects.claim(ProcessingRun.Queue.INTERACTIVE)
    cancel_processing(documents=everything())
    pipeline.process(run)
    document.refresh_from_db()
    assert run.state == State.LOST
    assert document.error_code == "cancelled"


def test_nobody_takes_it_over(alice):
    make_waiting(alice, state=State.RUNNING)
    cancel_processing(documents=everything())
    tasks.process_next("interactive")
    tasks.requeue_stuck()
    assert ProcessingRun.objects.count() == 1


def test_it_can_be_read_again(alice, sent_tasks):
    document = make_waiting(alice)
    cancel_processing(documents=everything())
    reprocess_document(user=alice, document=document)
    document.refresh_from_db()
    assert document.status == Status.QUEUED
    assert document.error_code == ""


def test_it_costs_the_same_for_any_number(alice, django_assert_num_queries):
    for _ in range(20):
        make_waiting(alice)
    # Keys, the next keys, runs, two updates, and the savepoint around them.
    with django_assert_num_queries(7):
        assert cancel_processing(documents=everything()) == 20
