from datetime import timedelta

import pytest
from django.utils import timezone

from library import workers
from library.models import Document, ProcessingRun
from library.tests.factories import make_document, make_run, make_user
from library.waiting import about


def url(document):
    return f"/api/v1/documents/{document.pk}/progress"


def queue(user, **fields):
    document = make_document(user=user, status=Document.Status.QUEUED)
    make_run(document, user=user, **fields)
    return document


def run(user, **fields):
    document = make_document(user=user, status=Document.Status.PROCESSING)
    make_run(document, user=user, state=ProcessingRun.State.RUNNING, **fields)
    return document


def test_without_a_worker_it_says_so_and_how_to_start_one(api, alice):
    body = api.get(url(queue(alice))).json()
    assert body == {
        "status": "queued",
        "stage": "waiting",
        "pages_done": 0,
        "pages_total": 0,
        "percent": 0,
        "queue_position": 0,
        "waiting_for": "worker",
        "detail": (
            "No worker has reported for 90 s. Start one with: celery -A pdfsum worker"
        ),
        "rate": None,
        "seconds_left": None,
    }


def test_a_worker_of_the_other_queue_does_not_help(api, alice):
    document = queue(alice, queue="bulk")
    workers.report(["interactive", "upkeep"])
    assert api.get(url(document)).json()["waiting_for"] == "worker"
    workers.report(["bulk"])
    assert api.get(url(document)).json()["waiting_for"] == "turn"


def test_an_emptied_cache_hides_no_worker_that_is_at_work(api, alice):
    document = queue(alice)
    run(alice, heartbeat_at=timezone.now())
    assert api.get(url(document)).json()["waiting_for"] == "turn"
    ProcessingRun.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=91))
    assert api.get(url(document)).json()["waiting_for"] == "worker"


def test_a_queued_document_tells_its_place(api, alice, bob):
    workers.report(["interactive"])
    hers = [queue(alice) for _ in range(3)]
    queue(bob)
    queue(bob, queue="bulk")
    bodies = [api.get(url(document)).json() for document in hers]
    assert [body["queue_position"] for body in bodies] == [0, 2, 3]
    assert bodies[0]["detail"] == "Next in the queue"
    assert bodies[2]["detail"] == "3 documents are before it in the queue"


def test_only_queued_runs_stand_before_it(api, alice, bob):
    run(bob)
    make_run(make_document(user=bob), state=ProcessingRun.State.DONE)
    assert api.get(url(queue(alice))).json()["queue_position"] == 0


def test_one_that_gave_way_says_where_it_goes_on(api, alice):
    workers.report(["bulk"])
    fields = {"stage": "reading", "pages_done": 120, "pages_total": 2000}
    document = queue(alice, queue="bulk", times_gave_way=1, **fields)
    detail = api.get(url(document)).json()["detail"]
    assert detail == "Next in the queue; goes on after page 120"


def test_a_retry_says_when_and_why(api, alice):
    workers.report(["interactive"])
    document = queue(
        alice,
        retries=2,
        due_at=timezone.now() + timedelta(minutes=4),
        error_code="storage_unavailable",
        error_detail="The storage of the files did not answer.",
    )
    body = api.get(url(document)).json()
    assert (body["waiting_for"], body["queue_position"]) == ("retry", None)
    assert body["detail"] == (
        "The storage of the files did not answer. Tried again in about 4 minutes."
    )


def test_a_running_document_tells_rate_and_time_left(api, alice):
    document = run(
        alice,
        stage="reading",
        pages_done=20,
        pages_total=100,
        percent=18,
        pages_per_minute=20.0,
    )
    assert api.get(url(document)).json() == {
        "status": "processing",
        "stage": "reading",
        "pages_done": 20,
        "pages_total": 100,
        "percent": 18,
        "queue_position": None,
        "waiting_for": None,
        "detail": "Reading page 21 of 100, 20 pages a minute, about 4 minutes left",
        "rate": 20.0,
        "seconds_left": 240,
    }


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (20, "less than a minute"),
        (70, "about a minute"),
        (100, "about 2 minutes"),
        (5400, "about 2 hours"),
    ],
)
def test_a_time_is_told_as_people_say_it(seconds, text):
    assert about(seconds) == text


def test_a_ready_document_is_done(api, alice):
    body = api.get(url(make_document(user=alice))).json()
    assert (body["status"], body["stage"], body["percent"]) == ("ready", "done", 100)
    assert (body["queue_position"], body["waiting_for"]) == (None, None)


def test_a_failed_document_says_why(api, alice):
    told = {"error_code": "unreadable_pdf", "error_detail": "This is damaged."}
    document = make_document(user=alice, status=Document.Status.FAILED, **told)
    assert api.get(url(document)).json()["detail"] == "This is damaged."


def test_it_costs_four_queries(api, alice, django_assert_num_queries):
    workers.report(["interactive"])
    document = queue(alice)
    api.get(url(document))
    # Key and user, document with its run, the lines of the queue, its turn.
    with django_assert_num_queries(4):
        api.get(url(document))


def test_it_is_not_there_for_others(api, alice):
    assert api.get(url(queue(make_user("carol")))).status_code == 404
