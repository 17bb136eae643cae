import json
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from library.actions import bulk
from library.listing import Selection
from library.models import Document, Folder, Library, Membership, Tag
from library.tests.factories import make_document, put_tags

URL = reverse("library:document_bulk")
RESTORE = reverse("library:bulk_restore")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def reader(client, alice):
    client.force_login(alice)
    return client


@pytest.fixture
def home(alice):
    return Library.objects.private_to(alice)


def make_readable(bob, alice):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="reader")


def send(client, action, *documents, headers=None, **fields):
    data = {"document": [str(row.pk) for row in documents], "action": action, **fields}
    return client.post(URL, data, headers=headers)


def notice_of(response):
    return list(get_messages(response.wsgi_request))[-1]


def names_of(document):
    return sorted(tag.name for tag in document.tags.all())


def test_it_moves_to_the_trash_and_back(reader, alice):
    first, second, other = (make_document(user=alice) for _ in range(3))
    response = send(reader, "trash", first, second)
    assert response.url == reverse("library:document_list")
    notice = notice_of(response)
    assert str(notice) == "2 documents moved to the trash."
    assert list(Document.objects.live()) == [other]
    undo = json.loads(notice.extra_tags)
    assert undo["url"] == RESTORE
    response = reader.post(RESTORE, undo["fields"] | {"next": "/tags/x/"})
    assert response.url == "/tags/x/"
    assert Document.objects.live().count() == 3


def test_a_tag_that_is_chosen_is_one_whatever_its_name(reader, alice):
    document = make_document(user=alice)
    put_tags(document, "bread, butter", "bread")
    gone = notice_of(send(reader, "remove_tags", document, tag="bread, butter"))
    assert names_of(document) == ["bread"]
    assert not gone.extra_tags


def test_undo_restores_only_what_went_then(reader, alice):
    earlier = make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    document = make_document(user=alice)
    undo = json.loads(notice_of(send(reader, "trash", document)).extra_tags)
    reader.post(RESTORE, undo["fields"])
    assert list(Document.objects.trashed()) == [earlier]


def test_undo_leaves_a_twin_in_the_trash(reader, alice):
    document = make_document(user=alice, content=b"%PDF same")
    other = make_document(user=alice)
    undo = json.loads(notice_of(send(reader, "trash", document, other)).extra_tags)
    make_document(user=alice, content=b"%PDF same")
    response = reader.post(RESTORE, undo["fields"], follow=True)
    assert "1 restored. 1 left in the trash" in response.content.decode()


def test_undo_of_nonsense_is_refused(reader):
    beyond = ("0001-01-01T00:00+23:59", "9999-12-31T23:59-23:59")
    for at in ("", "yesterday", "2026-13-45T00:00Z", "2026-01-01", *beyond):
        assert reader.post(RESTORE, {"at": at}).status_code == 422


def test_it_moves_to_a_folder_and_tells_what_was_there(reader, alice, home):
    folder = Folder.objects.create(library=home, name="Tax")
    document = make_document(user=alice)
    there = make_document(user=alice, folder=folder)
    response = send(reader, "move", document, there, folder=str(folder.pk))
    notice = notice_of(response)
    assert str(notice) == "1 document moved to “Tax”. 1 there already."
    document.refresh_from_db()
    assert document.folder == folder
    undo = json.loads(notice.extra_tags)
    reader.post(undo["url"], undo["fields"])
    document.refresh_from_db()
    assert document.folder is None


def test_a_folder_of_another_library_takes_none(reader, alice, bob):
    library = Library.objects.private_to(bob)
    Membership.objects.create(library=library, user=alice, role="editor")
    folder = Folder.objects.create(library=library, name="Bob's")
    document = make_document(user=alice)
    theirs = make_document(user=bob)
    response = send(reader, "move", document, theirs, folder=str(folder.pk))
    told = str(notice_of(response))
    assert told == (
        "1 document moved to “Bob's”. 1 left alone: of another library than the folder."
    )


def test_a_folder_of_somebody_else_is_not_there(reader, alice, bob):
    folder = Folder.objects.create(library=Library.objects.private_to(bob), name="x")
    document = make_document(user=alice)
    for value in (str(folder.pk), "nonsense", ""):
        response = send(reader, "move", document, folder=value)
        assert response.status_code == 404


def test_it_puts_tags_on_and_takes_them_off(reader, alice):
    first, second = make_document(user=alice), make_document(user=alice)
    put_tags(first, "Tax")
    put_tags(second, "tax", suggested=True)
    response = send(reader, "add_tags", first, second, tags="tax, 2024,")
    assert str(notice_of(response)) == "2 documents tagged “tax”, “2024”."
    assert names_of(first) == names_of(second) == ["2024", "Tax"]
    again = notice_of(send(reader, "add_tags", first, second, tags="TAX"))
    assert str(again) == "2 tagged so already."
    gone = notice_of(send(reader, "remove_tags", first, second, tag="tax"))
    assert str(gone) == "“tax” taken off 2 documents."
    assert names_of(first) == ["2024"]
    undo = json.loads(gone.extra_tags)
    reader.post(undo["url"], undo["fields"])
    assert "tax" in [name.lower() for name in names_of(first)]


def test_tags_need_a_name(reader, alice):
    document = make_document(user=alice)
    for tags in ("", " , ", "\x00"):
        assert send(reader, "add_tags", document, tags=tags).status_code == 422
    assert send(reader, "add_tags", document, tags="x" * 51).status_code == 422
    assert not Tag.objects.exists()


def test_it_reads_anew_what_is_not_at_work(reader, alice, sent_tasks):
    ready = make_document(user=alice)
    queued = make_document(user=alice, status=Document.Status.QUEUED)
    told = str(notice_of(send(reader, "reprocess", ready, queued)))
    assert told == "1 document will be read anew. 1 at work already."
    ready.refresh_from_db()
    assert ready.status == Document.Status.QUEUED


@pytest.mark.parametrize("action", ["trash", "move", "add_tags", "remove_tags"])
def test_what_one_may_only_read_is_left_alone_and_named(reader, alice, bob, action):
    make_readable(bob, alice)
    theirs = make_document(user=bob, title="Bob's own")
    put_tags(theirs, "tax")
    mine = make_document(user=alice)
    response = send(reader, action, mine, theirs, tags="tax", folder="none")
    told = str(notice_of(response))
    assert "1 left alone: you may only read it (“Bob's own”)." in told
    theirs.refresh_from_db()
    assert theirs.trashed_at is None
    assert names_of(theirs) == ["tax"]


@pytest.mark.parametrize("action", ["trash", "move", "add_tags", "reprocess"])
def test_what_somebody_else_has_is_not_there(reader, bob, action, sent_tasks):
    theirs = make_document(user=bob)
    response = send(reader, action, theirs, tags="tax", folder="none")
    assert str(notice_of(response)) == "None of these documents is here any more."
    assert Document.objects.live().filter(status="ready", tags=None).count() == 1


def test_all_that_match_are_changed_and_no_others(reader, alice):
    for number in range(30):
        make_document(user=alice, title=f"Invoice {number}")
    other = make_document(user=alice, title="A letter")
    response = send(reader, "trash", all="1", filter="q=invoice")
    assert str(notice_of(response)) == "30 documents moved to the trash."
    assert list(Document.objects.live()) == [other]


def test_a_filter_that_cannot_be_read_changes_nothing(reader, alice):
    document = make_document(user=alice)
    response = send(reader, "trash", document, all="1", filter="added_after=soon")
    assert response.status_code == 422
    assert Document.objects.live().exists()


def test_workers_go_on_where_there_are_too_many(reader, alice, monkeypatch, sent_tasks):
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    monkeypatch.setattr(bulk, "BATCH", 3)
    documents = [make_document(user=alice) for _ in range(5)]
    response = send(reader, "trash", all="1", filter="")
    assert "The rest follows in the background" in str(notice_of(response))
    (task,) = sent_tasks
    assert task[:2] == ("library.change_documents", alice.pk)
    # The newest ones are those that somebody looks at.
    assert Document.objects.trashed().filter(pk=documents[-1].pk).exists()
    assert not notice_of(response).extra_tags


def test_nothing_follows_when_all_are_done(reader, alice, monkeypatch, sent_tasks):
    monkeypatch.setattr(bulk, "AT_ONCE", 3)
    monkeypatch.setattr(bulk, "BATCH", 3)
    for _ in range(3):
        make_document(user=alice)
    response = send(reader, "trash", all="1", filter="")
    assert str(notice_of(response)) == "3 documents moved to the trash."
    assert sent_tasks == []


@pytest.mark.parametrize("action", ["", "delete", "\x00"])
def test_an_unknown_action_is_refused(reader, alice, action):
    response = send(reader, action, make_document(user=alice))
    assert response.status_code == 422


def test_nothing_selected_is_told(reader, db):
    response = reader.post(URL, {"action": "trash", "document": ["nonsense", ""]})
    assert response.status_code == 422
    assert "Nothing is selected" in response.content.decode()


def test_more_than_a_thousand_ids_are_refused(reader, alice):
    document = make_document(user=alice)
    ids = ",".join(str(document.pk)[:-4] + f"{n:04x}" for n in range(1001))
    response = reader.post(URL, {"action": "trash", "document": ids})
    assert response.status_code == 422


@pytest.mark.parametrize(
    "elsewhere",
    ["https://example.com/", "//example.com", "/\\example.com", "account_logout", "-1"],
)
def test_it_leads_nowhere_else(reader, alice, elsewhere):
    response = send(reader, "trash", make_document(user=alice), next=elsewhere)
    assert response.url == reverse("library:document_list")


def test_htmx_gets_the_rows_as_they_are_and_a_way_back(reader, alice):
    stays = make_document(user=alice, title="Stays")
    put_tags(stays, "tax")
    goes = make_document(user=alice, title="Goes")
    put_tags(goes, "tax")
    response = send(
        reader, "remove_tags", goes, tag="tax", filter="tag=tax", headers=HTMX
    )
    html = response.content.decode()
    assert f'id="document-{goes.pk}" hx-swap-oob="delete"' in html
    assert "“tax” taken off 1 document." in html
    assert re.search(r'<form action="/documents/bulk/".*Undo', html, re.DOTALL)
    html = send(
        reader, "add_tags", stays, tags="new", filter="tag=tax", headers=HTMX
    ).content.decode()
    assert f'id="document-{stays.pk}" class="row document-row" hx-swap-oob' in html
    assert "new" in html


def test_htmx_keeps_the_count_of_a_page_that_has_one(reader, alice):
    first, second, _ = (make_document(user=alice) for _ in range(3))
    html = send(reader, "trash", first, headers=HTMX).content.decode()
    assert "document-count" not in html
    html = send(reader, "trash", second, counted="1", headers=HTMX).content.decode()
    assert ">1 document<" in html


def test_htmx_reloads_when_all_were_changed(reader, alice):
    make_document(user=alice)
    response = send(reader, "trash", all="1", filter="", headers=HTMX)
    assert response["HX-Refresh"] == "true"


def test_htmx_gets_errors_as_notices(reader, db):
    response = reader.post(URL, {"action": "trash"}, headers=HTMX)
    assert response.status_code == 422
    assert "data-notice" in response.content.decode()


@pytest.mark.parametrize("url", [URL, RESTORE])
def test_it_requires_login_and_post(client, alice, url):
    assert client.post(url).url.startswith(reverse("account_login"))
    client.force_login(alice)
    assert client.get(url).status_code == 405


@pytest.mark.parametrize(
    ("action", "queries"),
    [("trash", 16), ("move", 20), ("add_tags", 25), ("remove_tags", 25)],
)
def test_it_costs_the_same_for_any_number_of_rows(
    reader, alice, home, action, queries, django_assert_max_num_queries
):
    folder = Folder.objects.create(library=home, name="Tax")
    documents = [make_document(user=alice) for _ in range(20)]
    for document in documents:
        put_tags(document, "tax")
    with django_assert_max_num_queries(queries):
        send(reader, action, *documents, tags="tax", folder=str(folder.pk))


def test_names_are_compared_as_they_are_kept(alice):
    tagged, bare = (make_document(user=alice) for _ in range(2))
    put_tags(tagged, "income tax")
    selection = Selection(ids=[tagged.pk, bare.pk])

    def change(action, *names):
        change = bulk.Change(action, tags=names)
        return bulk.change_documents(user=alice, selection=selection, change=change)

    added = change(bulk.Action.ADD_TAGS, " Income  tax", "income tax")
    assert (added.changed, added.unchanged) == ([bare.pk], 1)
    removed = change(bulk.Action.REMOVE_TAGS, "Income  tax ")
    assert set(removed.changed) == {tagged.pk, bare.pk}
    assert names_of(tagged) == names_of(bare) == []


def test_what_is_restored_is_locked_in_the_order_of_all(alice):
    """Or two that restore and trash many documents wait for each other in a circle."""
    at = timezone.now()
    make_document(user=alice, trashed_at=at)
    with CaptureQueriesContext(connection) as queries:
        assert bulk.restore_trashed(user=alice, at=at) == (1, 0)
    (update,) = [q["sql"] for q in queries if q["sql"].startswith("UPDATE")]
    assert "ORDER BY" in update
    assert "FOR NO KEY UPDATE" in update
