"""The net under lost messages and dead workers, for summaries."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library import queue
from library.actions.summarising import SILENCE, requeue_summaries
from library.models import Summary
from library.tests.factories import make_document, make_text

pytestmark = pytest.mark.django_db(transaction=True)

LONG_AGO = timedelta(minutes=5)


@pytest.fixture
def make_queued(alice):
    document = make_document(user=alice)
    text = make_text(document, "Text.")

    def make(*, state="queued", age=LONG_AGO, **fields):
        summary = Summary.objects.create(
            document=document, text_version=text, state=state, **fields
        )
        Summary.objects.filter(pk=summary.pk).update(created_at=timezone.now() - age)
        return summary

    return make


@pytest.fixture
def waiting(monkeypatch):
    """How many messages wait in the queue."""
    counts = {"answers": 0}
    monkeypatch.setattr(queue, "count_messages", counts.__getitem__)
    return counts


def test_it_sends_a_lost_message_again(make_queued, waiting, sent_tasks):
    summary = make_queued()
    assert requeue_summaries() == 1
    assert sent_tasks == [("library.write_summary", str(summary.pk))]


def test_messages_that_wait_are_not_lost(make_queued, waiting, sent_tasks):
    make_queued()
    waiting["answers"] = 1
    assert requeue_summaries() == 0
    assert sent_tasks == []


def test_one_that_was_just_asked_for_is_on_its_way(make_queued, waiting, sent_tasks):
    make_queued(age=timedelta(0))
    assert requeue_summaries() == 0


def test_it_takes_over_from_a_dead_worker_and_from_no_other(
    make_queued, waiting, sent_tasks
):
    now = timezone.now()
    dead = make_queued(started_at=now - SILENCE - timedelta(seconds=1))
    make_queued(started_at=now - SILENCE + timedelta(seconds=30))
    assert requeue_summaries() == 1
    assert sent_tasks == [("library.write_summary", str(dead.pk))]


@pytest.mark.parametrize("state", ["ready", "failed"])
def test_what_has_ended_is_left_alone(make_queued, waiting, sent_tasks, state):
    make_queued(state=state)
    assert requeue_summaries() == 0
    assert sent_tasks == []
