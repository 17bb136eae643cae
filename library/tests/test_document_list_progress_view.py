from uuid import uuid4

from django.urls import reverse

from library.models import Document
from library.tests.factories import make_document, make_run
from library.views.progress import MAX_WATCHED

URL = reverse("library:document_list_progress")


def make_running(user, **fields):
    document = make_document(user=user, status=Document.Status.PROCESSING)
    make_run(document, **{"stage": "embedding", "percent": 40} | fields)
    return document


def test_it_shows_stage_and_percent_and_goes_on(client, alice):
    document = make_running(alice)
    client.force_login(alice)
    html = client.get(URL, {"id": document.pk}).content.decode()
    assert "Making it searchable" in html
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
    ids = [make_running(alice).pk for _ in range(20)]
    # Session, user, documents with their runs, tags.
    with django_assert_num_queries(4):
        client.get(URL, {"id": ids})
