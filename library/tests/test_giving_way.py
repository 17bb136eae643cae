"""A long run lets others have its slot, once for each of them, and goes on later."""

from datetime import timedelta

import pytest
from django.utils import timezone

from library import actions
from library.models import Document, ProcessingRun
from library.processing import progress as module
from library.processing import stopwatch
from library.processing.progress import GaveWayError, Progress
from library.tests.factories import make_document, make_run, make_user

pytestmark = pytest.mark.django_db

State, Stage = ProcessingRun.State, ProcessingRun.Stage
INTERACTIVE, BULK = ProcessingRun.Queue.values


def running(user, **fields):
    document = make_document(user=user, status=Document.Status.PROCESSING)
    defaults = {"user": user, "state": State.RUNNING, "queue": BULK}
    return make_run(document, **defaults | fields)


def waiting(user, *, seconds=5, **fields):
    """Queued for so long."""
    since = timezone.now() - timedelta(seconds=seconds)
    document = make_document(user=user, status=Document.Status.QUEUED)
    return make_run(document, user=user, queued_at=since, due_at=since, **fields)


def wanted(run, *, turn_is_over=False):
    return ProcessingRun.objects.promise_slot(run, turn_is_over=turn_is_over)


def test_a_book_gives_way_to_a_letter(alice):
    book = running(alice)
    letter = waiting(alice)
    assert wanted(book)
    letter.refresh_from_db()
    assert letter.slot_promised_at


def test_only_one_book_gives_way_for_one_letter(alice):
    books = [running(alice) for _ in range(2)]
    waiting(alice)
    assert [wanted(book) for book in books] == [True, False]
    waiting(alice)
    assert wanted(books[1])


def test_a_letter_that_an_idle_worker_takes_stops_nobody(alice):
    book = running(alice)
    waiting(alice, seconds=0)
    assert not wanted(book)


def test_a_retry_that_is_not_due_stops_nobody(alice):
    book = running(alice)
    waiting(alice)
    later = timezone.now() + timedelta(minutes=1)
    ProcessingRun.objects.filter(state=State.QUEUED).update(due_at=later)
    assert not wanted(book)


def test_a_promise_that_nobody_kept_is_made_again(alice):
    book = running(alice)
    kept = timezone.now() - timedelta(seconds=31)
    waiting(alice, slot_promised_at=kept)
    assert wanted(book)


def test_books_of_others_wait_until_the_turn_is_over(alice, bob):
    book = running(alice)
    waiting(bob, queue=BULK)
    assert not wanted(book)
    assert wanted(book, turn_is_over=True)


def test_other_books_of_the_same_user_wait_for_the_end(alice):
    book = running(alice)
    waiting(alice, queue=BULK)
    assert not wanted(book, turn_is_over=True)


def test_nobody_gives_way_to_a_user_who_has_as_many_slots(alice, bob):
    book = running(alice)
    running(bob)
    waiting(bob, queue=BULK)
    assert not wanted(book, turn_is_over=True)
    waiting(make_user("carol"), queue=BULK)
    assert wanted(book, turn_is_over=True)


@pytest.fixture
def clock(monkeypatch):
    """The monotonic clock, set by hand."""

    class Clock:
        now = 1000.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(stopwatch, "time", clock)
    return clock


def test_it_stops_at_the_next_page_and_goes_on_later(alice, clock):
    run = running(alice)
    waiting(alice)
    progress = Progress(run)
    with (
        pytest.raises(GaveWayError),
        progress.stage(Stage.READING, total=2000),
    ):
        progress.reached(1)
        clock.now += 2
        progress.reached(120)
    actions.give_way(run)
    again = ProcessingRun.objects.claim(BULK)
    assert again.pk == run.pk
    assert (again.attempt, again.times_gave_way) == (1, 1)
    assert again.timings["reading"] == 2.0
    with Progress(again).stage(Stage.READING, total=2000):
        shown = ProcessingRun.objects.get(pk=run.pk)
        assert shown.pages_done == 120


def test_one_that_gave_way_works_ten_seconds_before_the_next_time(alice, clock):
    run = running(alice, times_gave_way=1, stage="reading", pages_total=9)
    waiting(alice)
    progress = Progress(run)
    for seconds in range(10):
        clock.now = 1000.0 + seconds
        progress.reached(1)
    clock.now += 1
    with pytest.raises(GaveWayError):
        progress.reached(1)


def test_short_documents_do_not_give_way(alice, clock):
    run = running(alice, queue=INTERACTIVE, stage="reading", pages_total=9)
    waiting(alice)
    progress = Progress(run)
    clock.now += 50
    progress.reached(1)
    run.refresh_from_db()
    assert (run.state, run.queue) == (State.RUNNING, INTERACTIVE)


def test_a_short_document_that_takes_long_is_a_long_one(alice, clock):
    run = running(alice, queue=INTERACTIVE, stage="reading", pages_total=9)
    waiting(alice)
    progress = Progress(run)
    clock.now += 61
    with pytest.raises(GaveWayError):
        progress.reached(1)
    run.refresh_from_db()
    assert run.queue == BULK


@pytest.mark.parametrize(
    ("found", "queue"),
    [
        ({"pages": 100}, INTERACTIVE),
        ({"pages": 101}, BULK),
        ({"ocr_pages": 10}, INTERACTIVE),
        ({"ocr_pages": 11}, BULK),
    ],
)
def test_what_turns_out_to_be_long_is_moved(alice, found, queue):
    run = running(alice, queue=INTERACTIVE)
    Progress(run).found_large(**found)
    assert ProcessingRun.objects.get().queue == queue


def test_a_small_file_waits_among_the_short_ones_until_there_are_many(alice):
    documents = [make_document(user=alice) for _ in range(11)]
    for document in documents:
        actions.runs.queue_run(document, attempt=1)
    queues = [document.current_run.queue for document in documents]
    assert queues == [INTERACTIVE] * 10 + [BULK]


@pytest.mark.parametrize("fields", [{"size": 6 * 1024 * 1024}, {"page_count": 101}])
def test_a_large_file_waits_among_the_long_ones(alice, fields):
    document = make_document(user=alice)
    for name, value in fields.items():
        setattr(document, name, value)
    actions.runs.queue_run(document, attempt=1)
    assert document.current_run.queue == BULK
