import pytest

from library.models import Document, ProcessingRun
from library.tests.factories import make_document, make_run


def url(document):
    return f"/api/v1/documents/{document.pk}/progress"


@pytest.fixture
def queued(alice):
    document = make_document(user=alice, status=Document.Status.QUEUED)
    make_run(document)
    return document


def test_a_queued_document_tells_its_place(api, bob, queued):
    make_run(make_document(user=bob, status=Document.Status.QUEUED))
    last = make_document(user=queued.added_by, status=Document.Status.QUEUED)
    make_run(last)
    assert api.get(url(queued)).json() == {
        "status": "queued",
        "stage": "waiting",
        "pages_done": 0,
        "pages_total": 0,
        "percent": 0,
        "queue_position": 0,
        "waiting_for": "worker",
    }
    assert api.get(url(last)).json()["queue_position"] == 2


def test_only_queued_runs_stand_before_it(api, alice, bob):
    running = make_document(user=bob, status=Document.Status.PROCESSING)
    make_run(running, state=ProcessingRun.State.RUNNING)
    make_run(make_document(user=bob), state=ProcessingRun.State.DONE)
    document = make_document(user=alice, status=Document.Status.QUEUED)
    make_run(document)
    assert api.get(url(document)).json()["queue_position"] == 0


def test_a_running_document_waits_for_nothing(api, alice):
    document = make_document(user=alice, status=Document.Status.PROCESSING)
    make_run(
        document,
        state=ProcessingRun.State.RUNNING,
        stage="reading",
        pages_done=3,
        pages_total=12,
        percent=8,
    )
    assert api.get(url(document)).json() == {
        "status": "processing",
        "stage": "reading",
        "pages_done": 3,
        "pages_total": 12,
        "percent": 8,
        "queue_position": None,
        "waiting_for": None,
    }


def test_a_ready_document_is_done(api, alice):
    body = api.get(url(make_document(user=alice))).json()
    assert (body["status"], body["stage"], body["percent"]) == ("ready", "done", 100)
    assert (body["queue_position"], body["waiting_for"]) == (None, None)


def test_it_costs_three_queries(api, queued, django_assert_num_queries):
    api.get(url(queued))
    # Key and user, document with its run, the runs before it.
    with django_assert_num_queries(3):
        api.get(url(queued))
