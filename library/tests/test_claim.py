"""Which run a worker takes next, and that the place in the queue says the same."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library.models import Document, ProcessingRun
from library.places import places_in_line
from library.tests.factories import make_document, make_run, make_user

pytestmark = pytest.mark.django_db

State = ProcessingRun.State
INTERACTIVE, BULK = ProcessingRun.Queue.values


def queue(user, **fields):
    document = make_document(user=user, status=Document.Status.QUEUED)
    document.title = fields.pop("title", "A report")
    return make_run(document, user=user, **fields)


def claimed(name=INTERACTIVE):
    run = ProcessingRun.objects.claim(name)
    return run and run.pk


def test_it_takes_a_run_once(alice):
    run = queue(alice)
    assert claimed() == run.pk
    run.refresh_from_db()
    assert run.state == State.RUNNING
    assert run.heartbeat_at
    assert claimed() is None


def test_300_scans_of_one_do_not_hold_up_a_letter_of_another(alice, bob):
    scans = [queue(alice) for _ in range(300)]
    letter = queue(bob)
    assert claimed() == scans[0].pk  # Both were never served; she came first.
    assert claimed() == letter.pk


def test_users_take_turns(alice, bob):
    first = [queue(alice) for _ in range(3)]
    second = [queue(bob) for _ in range(2)]
    taken = [claimed() for _ in range(5)]
    order = (first[0], second[0], first[1], second[1], first[2])
    assert taken == [run.pk for run in order]


def test_it_takes_only_from_the_queue_it_was_woken_for(alice):
    run = queue(alice, queue=BULK)
    assert claimed() is None
    assert claimed(BULK) == run.pk


def test_it_leaves_a_retry_alone_until_it_is_due(alice):
    run = queue(alice, due_at=timezone.now() + timedelta(minutes=1))
    assert claimed() is None
    ProcessingRun.objects.update(due_at=timezone.now())
    assert claimed() == run.pk


def test_what_is_nobodys_comes_last(alice):
    orphan = queue(alice)
    ProcessingRun.objects.update(user=None)
    first, second = queue(alice), queue(alice)
    assert [claimed() for _ in range(3)] == [first.pk, second.pk, orphan.pk]


def test_places_are_the_order_of_the_claims(alice, bob):
    carol = make_user("carol")
    queue(bob, state=State.RUNNING, started_at=timezone.now())
    runs = [
        queue(user, queue=name)
        for user, name in [
            *((alice, INTERACTIVE), (alice, INTERACTIVE), (bob, INTERACTIVE)),
            *((alice, BULK), (bob, BULK), (carol, BULK), (bob, INTERACTIVE)),
            *((carol, INTERACTIVE), (alice, INTERACTIVE), (alice, BULK)),
        ]
    ]
    places = places_in_line(runs)
    expected = sorted(places, key=places.__getitem__)
    assert sorted(places.values()) == list(range(len(runs)))
    first = ProcessingRun.objects.next_in(INTERACTIVE)
    assert places[first.pk] == 0
    short = list(iter(claimed, None))
    assert expected[: len(short)] == short
    left = [run for run in runs if run.pk not in short]
    places = places_in_line(left)
    assert [claimed(BULK) for _ in left] == sorted(places, key=places.__getitem__)


def test_of_two_workers_that_see_the_same_run_one_gets_it(alice, monkeypatch):
    run, other = queue(alice), queue(alice)
    manager = ProcessingRun.objects.all()
    seen = iter([run, run, other])
    monkeypatch.setattr(type(manager), "next_in", lambda *args: next(seen))
    assert manager.claim(INTERACTIVE).pk == run.pk
    assert manager.claim(INTERACTIVE).pk == other.pk
