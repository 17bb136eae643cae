import pytest

from library.actions import bulk
from library.models import Document, Folder, Library, Membership
from library.tasks import change_documents
from library.tests.factories import make_document, put_tags
from pdfsum.accounts.tests.factories import make_api_key

URL = "/api/v1/documents/bulk"


def post(api, **body):
    return api.post(URL, body, content_type="application/json")


def test_it_changes_what_is_named_and_counts_the_rest(api, alice, bob):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")
    theirs, mine = make_document(user=bob), make_document(user=alice)
    response = post(
        api,
        documents=[str(theirs.pk), str(mine.pk)],
        action="add_tags",
        tags=["tax", "2024"],
    )
    body = response.json()
    assert response.status_code == 200
    assert (body["changed"], body["read_only"], body["in_background"]) == (1, 1, False)
    assert "1 document tagged “tax”, “2024”." in body["detail"]
    assert mine.tags.count() == 2


def test_it_changes_all_that_match(api, alice):
    library = Library.objects.private_to(alice)
    folder = Folder.objects.create(library=library, name="Tax")
    put_tags(make_document(user=alice), "tax")
    make_document(user=alice)
    body = post(
        api,
        filter={"tag": "tax", "folder": "none"},
        action="move",
        folder=str(folder.pk),
    ).json()
    assert body["changed"] == 1
    assert folder.documents.count() == 1
    again = post(
        api, filter={"tag": "tax"}, action="move", folder=str(folder.pk)
    ).json()
    assert (again["changed"], again["unchanged"]) == (0, 1)
    body = post(api, filter={}, action="move", folder=None).json()
    assert (body["changed"], body["unchanged"]) == (1, 1)


def test_workers_do_the_rest_in_turns(api, alice, monkeypatch, sent_tasks):
    monkeypatch.setattr(bulk, "AT_ONCE", 2)
    monkeypatch.setattr(bulk, "BATCH", 2)
    for _ in range(5):
        make_document(user=alice)
    response = post(api, filter={}, action="add_tags", tags=["tax"])
    assert response.status_code == 202
    assert response.json()["in_background"]
    late = make_document(user=alice)
    (first,) = sent_tasks
    # Twice delivered is the same as once.
    change_documents(*first[1:])
    change_documents(*first[1:])
    _, second, again = sent_tasks
    assert second == again
    change_documents(*second[1:])
    assert len(sent_tasks) == 3
    tagged = Document.objects.filter(tags__name="tax")
    assert tagged.count() == 5
    assert late not in tagged


def test_it_says_so_when_no_worker_can_be_told(api, alice, monkeypatch):
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    monkeypatch.setattr(bulk, "BATCH", 1)
    monkeypatch.setattr(bulk.queue, "enqueue_change", lambda *args: False)
    for _ in range(2):
        make_document(user=alice)
    body = post(api, filter={}, action="trash").json()
    assert body["changed"] == 1
    assert "workers cannot be reached" in body["detail"]


def test_a_user_who_is_gone_changes_nothing_more(alice, bob):
    make_document(user=bob)
    change = bulk.Change(bulk.Action.TRASH).as_message()
    last = "ffffffff-ffff-7fff-bfff-ffffffffffff"
    alice.delete()
    change_documents(alice.pk or 10**6, {}, change, last)
    assert Document.objects.live().count() == 1


@pytest.mark.parametrize(
    "body",
    [
        {"action": "trash"},
        {"action": "trash", "documents": [], "filter": {}},
        {"action": "trash", "documents": ["nonsense"]},
        {"action": "trash", "filter": {"nonsense": 1}},
        {"action": "trash", "filter": {"added_after": "soon"}},
        {"action": "purge", "filter": {}},
        {"action": "move", "filter": {}},
        {"action": "add_tags", "filter": {}},
        {"action": "add_tags", "filter": {}, "tags": ["a\u0000b"]},
        {"action": "trash", "documents": []},
        {
            "action": "trash",
            "documents": ["ffffffff-ffff-7fff-bfff-ffffffffffff"] * 1001,
        },
    ],
)
def test_what_is_not_clear_changes_nothing(api, alice, body):
    document = make_document(user=alice)
    response = api.post(URL, body, content_type="application/json")
    assert response.status_code == 422
    assert {"code", "detail"} <= set(response.json())
    document.refresh_from_db()
    assert document.trashed_at is None


def test_a_folder_of_somebody_else_is_not_there(api, alice, bob):
    folder = Folder.objects.create(library=Library.objects.private_to(bob), name="x")
    response = post(api, filter={}, action="move", folder=str(folder.pk))
    assert response.status_code == 404


def test_a_key_that_may_only_read_changes_nothing(client, alice):
    _, key = make_api_key(alice, scopes=["read"])
    document = make_document(user=alice)
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {key}"
    assert post(client, documents=[str(document.pk)], action="trash").status_code == 403
    assert Document.objects.live().exists()
