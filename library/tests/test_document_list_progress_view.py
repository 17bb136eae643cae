from datetime import timedelta
from uuid import uuid4

from django.urls import reverse
from django.utils import timezone

from library import workers
from library.models import Document
from library.tests.factories import make_document, make_run
from library.views.progress import MAX_WATCHED

URL = reverse("library:document_list_progress")


def make_running(user, **fields):
    document = make_document(user=user, status=Document.Status.PROCESSING)
    defaults = {"state": "running", "stage": "summarising", "percent": 40}
    make_run(document, **defaults | fields)
    return document


def make_queued(user):
    document = make_document(user=user, status=Document.Status.QUEUED)
    make_run(document, user=user)
    return document


def test_it_shows_stage_and_percent_and_goes_on(client, alice):
    document = make_running(alice)
    client.force_login(alice)
    html = client.get(URL, {"id": document.pk}).content.decode()
    assert "Writing the summary" in html
    assert "40 %" in html
    assert "every 1s" in html


def test_it_stops_when_all_are_finished(client, alice):
    document = make_document(user=alice, title="Whole")
    client.force_login(alice)
    html = client.get(URL, {"id": document.pk}).content.decode()
    assert "every 1s" not in html
    assert f'id="document-{document.pk}" class="row document-row" hx-swap-oob' in html
    assert "“Whole”: Ready" in html


def test_it_says_nothing_about_documents_of_others(client, alice, bob):
    document = make_running(bob)
    client.force_login(alice)
    html = client.get(URL, {"id": document.pk}).content.decode()
    assert document.title not in html
    assert 'hx-swap-oob="delete"' in html


def test_it_ignores_what_is_no_id(client, alice):
    client.force_login(alice)
    assert client.get(URL, {"id": ["nonsense", ""]}).status_code == 200


def test_it_requires_login(client, db):
    assert client.get(URL).status_code == 302


def test_it_rejects_post(client, alice):
    client.force_login(alice)
    assert client.post(URL).status_code == 405


def test_it_bounds_the_number_of_rows(client, alice):
    client.force_login(alice)
    ids = [str(uuid4()) for _ in range(MAX_WATCHED + 1)]
    gone = client.get(URL, {"id": ids}).context["gone"]
    assert [str(pk) for pk in gone] == ids[1:]


def test_it_costs_the_same_for_any_number_of_rows(
    client, alice, django_assert_num_queries
):
    client.force_login(alice)
    workers.report(["interactive"])
    ids = [make_running(alice).pk for _ in range(50)]
    ids += [make_queued(alice).pk for _ in range(50)]
    # Session, user, documents with their runs, tags, two for the places in the queue,
    # and two for the batch.
    with django_assert_num_queries(8):
        client.get(URL, {"id": ids})


def test_it_tells_each_row_what_it_waits_for(client, alice):
    client.force_login(alice)
    ids = [make_queued(alice).pk for _ in range(2)]
    html = client.get(URL, {"id": ids}).content.decode()
    assert html.count("Start one with: celery -A pdfsum worker") == 2
    workers.report(["interactive"])
    html = client.get(URL, {"id": ids}).content.decode()
    assert "Next in the queue" in html
    assert "1 document is before it in the queue" in html


def test_it_tells_how_long_a_batch_takes(client, alice):
    client.force_login(alice)
    ids = [make_queued(alice).pk for _ in range(9)] + [make_running(alice).pk]
    html = client.get(URL, {"id": ids}).content.decode()
    assert "10 documents in work</div>" in html
    now = timezone.now()
    for _ in range(2):
        make_run(
            make_document(user=alice),
            user=alice,
            state="done",
            started_at=now - timedelta(seconds=60),
            finished_at=now,
        )
    html = client.get(URL, {"id": ids}).content.decode()
    # Nine and a half jobs of a minute each, one after the other.
    assert "10 documents in work, about 10 minutes left</div>" in html


def test_one_document_is_no_batch(client, alice):
    client.force_login(alice)
    html = client.get(URL, {"id": make_running(alice).pk}).content.decode()
    assert "in work" not in html
    assert '<div id="document-progress" hidden' in html
