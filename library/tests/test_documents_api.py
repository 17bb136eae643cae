import pytest

from library.models import Document, Library, Membership
from library.tests.factories import make_document, make_run, make_summary

URL = "/api/v1/documents"


def test_it_lists_by_cursor_newest_first(api, alice, bob):
    make_document(user=bob, title="bob's")
    for number in range(3):
        make_document(user=alice, title=str(number))
    first = api.get(URL, {"limit": 2}).json()
    second = api.get(URL, {"limit": 2, "cursor": first["next_cursor"]}).json()
    assert [row["title"] for row in first["results"]] == ["2", "1"]
    assert [row["title"] for row in second["results"]] == ["0"]
    assert second["next_cursor"] is None


def test_the_list_costs_the_same_for_any_number_of_rows(
    api, alice, django_assert_num_queries
):
    for number in range(20):
        document = make_document(user=alice)
        make_summary(document, (f"Sentence {number}.", 1))
    api.get(URL)
    # Key and user, documents with summaries and tags.
    with django_assert_num_queries(2):
        assert len(api.get(URL).json()["results"]) == 20


@pytest.mark.parametrize("limit", [0, 101, "x"])
def test_limits_are_held(api, limit):
    assert api.get(URL, {"limit": limit}).status_code == 422


def test_a_damaged_cursor_is_a_clear_400(api):
    response = api.get(URL, {"cursor": "nonsense"})
    assert response.status_code == 400
    assert response.json()["code"] == "invalid_cursor"


def test_it_shows_one_document_with_its_summary(api, alice):
    document = make_document(user=alice)
    make_summary(document, ("It is short.", 1))
    body = api.get(f"{URL}/{document.pk}").json()
    assert body["summary"] == "It is short."
    assert body["progress"] == {
        "stage": "done",
        "pages_done": 1,
        "pages_total": 1,
        "percent": 100,
    }
    assert body["error"] is None


def test_deleting_moves_to_the_trash(api, alice):
    document = make_document(user=alice)
    assert api.delete(f"{URL}/{document.pk}").status_code == 204
    assert api.delete(f"{URL}/{document.pk}").status_code == 204
    assert api.get(URL).json()["results"] == []
    assert api.get(f"{URL}/{document.pk}").status_code == 200


def test_reprocessing_is_refused_while_it_runs(api, alice, sent_tasks):
    document = make_document(user=alice)
    assert api.post(f"{URL}/{document.pk}/reprocess").status_code == 202
    response = api.post(f"{URL}/{document.pk}/reprocess")
    assert response.json()["code"] == "already_processing"


def test_a_document_in_the_trash_is_not_reprocessed(api, alice, sent_tasks):
    document = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    response = api.post(f"{URL}/{document.pk}/reprocess")
    assert (response.status_code, response.json()["code"]) == (409, "in_trash")
    assert not document.runs.exists()


def test_restoring_beside_a_live_twin_is_refused(api, alice):
    live = make_document(user=alice, content=b"%PDF-1")
    trashed = make_document(
        user=alice, content=b"%PDF-1", trashed_at="2026-01-01T00:00Z"
    )
    response = api.post(f"{URL}/{trashed.pk}/restore")
    assert (response.status_code, response.json()["code"]) == (
        409,
        "duplicate_document",
    )
    url = f"http://testserver/documents/{live.pk}/"
    assert response.json()["existing"] == {"id": str(live.pk), "url": url}


def test_progress_inside_a_document_has_four_fields(api, alice):
    document = make_document(user=alice, status=Document.Status.QUEUED)
    make_run(document)
    body = api.get(f"{URL}/{document.pk}").json()
    assert set(body["progress"]) == {"stage", "pages_done", "pages_total", "percent"}


def test_what_one_may_read_but_not_change_is_403(api, alice, bob):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")
    document = make_document(user=bob)
    assert api.get(f"{URL}/{document.pk}").status_code == 200
    response = api.delete(f"{URL}/{document.pk}")
    assert (response.status_code, response.json()["code"]) == (403, "not_allowed")
