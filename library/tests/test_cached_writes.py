"""Every write, as two people see it afterwards: nothing that was cached before it."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import transaction
from django.utils import timezone
from django_redis import get_redis_connection

from library import actions
from library.actions.bulk import (
    Action,
    Change,
    change_documents,
    restore_trashed,
)
from library.actions.editing import edit_document
from library.actions.folders import (
    Contents,
    create_folder,
    delete_folder,
    move_documents,
)
from library.actions.purging import purge_document
from library.actions.tag_editing import (
    delete_tag,
    merge_tags,
    recolour_tag,
    rename_tag,
)
from library.actions.tags import (
    accept_suggestions,
    accept_tag,
    reject_tag,
    rename_suggestion,
    set_tags,
    tag_documents,
    untag_documents,
)
from library.actions.versions import confirm_version
from library.document_meta import DOCUMENT_META, get_document_fields, get_document_meta
from library.fields import ALL_FIELDS
from library.listing import Selection
from library.models import (
    Document,
    EmbeddingSpace,
    Library,
    Membership,
    ProcessingRun,
)
from library.models.passages import DEFAULT_SPACE_ID
from library.processing import pipeline
from library.tag_counts import TAG_COUNTS, _count, get_tag_counts
from library.tests.factories import (
    make_document,
    make_summary,
    make_text,
    make_upload,
    put_tags,
)
from pdfsum.engines.embedder import get_embedder
from pdfsum.lib.cached import CachedData
from tests import pdfs

pytestmark = pytest.mark.django_db(transaction=True)


class Shelf:
    """A library that alice and bob share, with a document that carries tags."""

    def __init__(self, alice, bob):
        self.alice, self.bob = alice, bob
        self.library = Library.objects.create(name="Shared")
        for user in (alice, bob):
            Membership.objects.create(library=self.library, user=user, role="owner")
        self.document = make_document(
            user=alice, library=self.library, content=pdfs.text_pdf()
        )
        make_text(self.document, "A page of text.")
        make_summary(self.document, ("A page of text.", 1))
        self.water, self.stone = put_tags(self.document, "water", "stone")
        (self.guess,) = put_tags(self.document, "guess", suggested=True)

    def read(self):
        """Twice each, so that it is cached if anything is."""
        for user in (self.alice, self.bob) * 2:
            get_tag_counts(user)
            if Document.objects.filter(pk=self.document.pk).exists():
                get_document_meta(user, self.document.pk)

    def fresh(self):
        return Document.objects.get(pk=self.document.pk)

    def run(self):
        actions.reprocess_document(user=self.alice, document=self.fresh())
        return ProcessingRun.objects.claim("interactive")


@pytest.fixture
def shelf(alice, bob, sent_tasks):
    # What the migrations made, other tests of this kind have taken away.
    space = {"model": get_embedder().model, "dimensions": 384, "state": "active"}
    EmbeddingSpace.objects.get_or_create(pk=DEFAULT_SPACE_ID, defaults=space)
    with transaction.atomic():
        return Shelf(alice, bob)


def trash(shelf):
    actions.trash_document(user=shelf.alice, document=shelf.document)


def restore(shelf):
    trash(shelf)
    shelf.read()
    actions.restore_document(user=shelf.bob, document=shelf.fresh())


def process(shelf):
    pipeline.process(shelf.run())


def fail(shelf):
    pipeline.process(shelf.run())
    Document.objects.filter(pk=shelf.document.pk).update(unlocked_name="")
    run = shelf.run()
    run.attempt = actions.runs.MAX_ATTEMPTS
    shelf.read()
    actions.end_in_error(run)


def move(shelf):
    folder = create_folder(user=shelf.alice, library=shelf.library, name="In")
    move_documents(user=shelf.alice, documents=[shelf.document], folder=folder)


def drop_folder(shelf):
    move(shelf)
    shelf.read()
    delete_folder(user=shelf.alice, folder=shelf.fresh().folder)


def trash_folder(shelf):
    move(shelf)
    shelf.read()
    folder = shelf.fresh().folder
    delete_folder(user=shelf.alice, folder=folder, contents=Contents.TRASH)


def edit(shelf):
    edit_document(user=shelf.bob, document=shelf.document, changes={"title": "New"})


def tag(shelf):
    tag_documents(user=shelf.bob, documents=[shelf.document], names=["new"])


def untag(shelf):
    untag_documents(user=shelf.bob, documents=[shelf.document], names=["water"])


def upload(shelf):
    actions.upload_document(
        user=shelf.alice,
        upload=make_upload(pdfs.blank_pdf()),
        library=shelf.library,
        tags=["water"],
    )


def own(action, **values):
    def write(shelf):
        given = {
            key: value(shelf) if callable(value) else value
            for key, value in values.items()
        }
        action(user=shelf.alice, **given)

    return write


def document(shelf):
    return shelf.document


def water(shelf):
    return shelf.water


def guess(shelf):
    return shelf.guess


def bulk(action, **values):
    def write(shelf):
        change_documents(
            user=shelf.bob,
            selection=Selection(ids=[shelf.document.pk]),
            change=Change(action=action, **values),
        )

    return write


def bulk_undo(shelf):
    change = Change(action=Action.TRASH)
    selection = Selection(ids=[shelf.document.pk])
    change_documents(user=shelf.bob, selection=selection, change=change)
    shelf.read()
    restore_trashed(user=shelf.bob, at=change.at)


def replace(shelf):
    newer = make_document(
        user=shelf.alice, library=shelf.library, content=pdfs.blank_pdf()
    )
    make_text(newer, "A page of newer text.")
    Document.objects.filter(pk=newer.pk).update(replaces=shelf.document)
    confirm_version(user=shelf.alice, document=shelf.document)


# What changes the document that is looked at, and what changes the counts.
WRITES = {
    "upload": (upload, "counts"),
    "edit": (edit, "meta"),
    "trash": (trash, "meta counts"),
    # In the end it is counted as before.
    "restore": (restore, "meta"),
    "reprocess": (own(actions.reprocess_document, document=document), "meta"),
    "process": (process, "meta"),
    "give up": (fail, "meta"),
    "tag": (tag, "meta counts"),
    "untag": (untag, "meta counts"),
    "set tags": (own(set_tags, document=document, names=["a"]), "meta counts"),
    "accept": (own(accept_tag, document=document, tag=guess), "meta counts"),
    "accept all": (own(accept_suggestions, document=document), "meta counts"),
    "reject": (own(reject_tag, document=document, tag=guess), "meta"),
    "rename suggestion": (
        own(rename_suggestion, document=document, tag=guess, name="better"),
        "meta counts",
    ),
    "rename": (own(rename_tag, tag=water, name="rain"), "meta counts"),
    "respell": (own(rename_tag, tag=water, name="Water"), "meta counts"),
    "recolour": (own(recolour_tag, tag=water, color="#ff0000"), "counts"),
    "merge": (
        own(merge_tags, tag=water, into=lambda shelf: shelf.stone),
        "meta counts",
    ),
    "delete tag": (own(delete_tag, tag=water), "meta counts"),
    "move": (move, "meta"),
    "delete folder": (drop_folder, "meta"),
    "trash folder": (trash_folder, "meta counts"),
    "bulk tags": (bulk(Action.ADD_TAGS, tags=("new",)), "meta counts"),
    "bulk untag": (bulk(Action.REMOVE_TAGS, tags=("water",)), "meta counts"),
    "bulk trash": (bulk(Action.TRASH), "meta counts"),
    "bulk undo": (bulk_undo, "meta"),
    "bulk reprocess": (bulk(Action.REPROCESS), "meta"),
    "new version": (replace, "meta"),
    "summary": (lambda shelf: make_summary(shelf.document, ("New.", 1)), "meta"),
}


def told(shelf):
    """What is served to each."""
    metas = [
        get_document_meta(user, shelf.document.pk)[0]
        for user in (shelf.alice, shelf.bob)
    ]
    return metas, [get_tag_counts(user) for user in (shelf.alice, shelf.bob)]


def true(shelf):
    metas = [
        get_document_fields(user, shelf.document.pk, ALL_FIELDS)[0]
        for user in (shelf.alice, shelf.bob)
    ]
    return metas, [_count(user) for user in (shelf.alice, shelf.bob)]


@pytest.mark.parametrize("name", WRITES)
def test_after_a_write_both_see_what_is_there(shelf, name):
    write, changed = WRITES[name]
    shelf.read()
    before = told(shelf)
    assert DOCUMENT_META.peek(shelf.document.pk)
    write(shelf)
    assert told(shelf) == true(shelf)
    after = told(shelf)
    assert (after[0] != before[0]) == ("meta" in changed)
    assert (after[1] != before[1]) == ("counts" in changed)
    # The second time it is from the cache.
    assert told(shelf) == true(shelf)


@pytest.mark.parametrize("name", WRITES)
def test_metadata_is_true_even_if_nothing_is_forgotten(shelf, name, monkeypatch):
    """As when the cache was out of reach at that moment."""
    shelf.read()
    monkeypatch.setattr(CachedData, "forget_later", lambda self, keys_of: None)
    WRITES[name][0](shelf)
    assert told(shelf)[0] == true(shelf)[0]


@pytest.mark.parametrize(
    "name", ["edit", "trash", "tag", "untag", "accept", "reject", "move", "reprocess"]
)
def test_what_is_wrong_is_gone_as_soon_as_it_is_committed(shelf, name):
    shelf.read()
    WRITES[name][0](shelf)
    assert DOCUMENT_META.peek(shelf.document.pk) is None


def test_what_is_rolled_back_is_not_forgotten(shelf):
    shelf.read()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        tag(shelf)
        1 / 0  # noqa: B018
    assert DOCUMENT_META.peek(shelf.document.pk)
    assert told(shelf) == true(shelf)


def test_a_document_that_is_deleted_for_good_leaves_nothing(shelf):
    shelf.read()
    trash(shelf)
    shelf.read()
    purge_document(user=shelf.alice, document=shelf.fresh())
    valkey = get_redis_connection()
    assert valkey.keys("document:meta:*") == []
    assert get_tag_counts(shelf.bob) == _count(shelf.bob)


def test_the_keys_in_valkey_are_exactly_these(shelf):
    shelf.read()
    assert sorted(get_redis_connection().keys("*:*:*")) == sorted(
        key.encode()
        for key in (
            f"document:meta:{shelf.document.pk}",
            f"tags:counts:{shelf.alice.pk}",
            f"tags:counts:{shelf.bob.pk}",
        )
    )
    assert 1700 < cache.ttl(f"document:meta:{shelf.document.pk}") <= 1800
    assert 200 < cache.ttl(f"tags:counts:{shelf.bob.pk}") <= 300


def test_who_is_no_member_any_more_is_served_nothing(shelf, client):
    shelf.read()
    path = f"/api/v1/documents/{shelf.document.pk}"
    client.force_login(shelf.bob)
    etag = client.get(path)["ETag"]
    assert len(client.get("/api/v1/tags").json()) == 2
    Membership.objects.filter(user=shelf.bob).delete()
    assert client.get(path).status_code == 404
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 404
    assert client.get("/api/v1/tags").json() == []
    client.force_login(shelf.alice)
    assert client.get(path).status_code == 200
    assert len(client.get("/api/v1/tags").json()) == 2


def test_who_becomes_a_member_sees_what_is_there(shelf, bob):
    other = Library.objects.create(name="Other")
    with transaction.atomic():
        put_tags(make_document(user=shelf.alice, library=other), "far")
    shelf.read()
    Membership.objects.create(library=other, user=bob, role="reader")
    assert "far" in {tag["name"] for tag in get_tag_counts(bob)}


def test_a_document_at_work_is_not_cached(shelf):
    actions.reprocess_document(user=shelf.alice, document=shelf.fresh())
    shelf.read()
    assert DOCUMENT_META.peek(shelf.document.pk) is None


def test_reading_within_a_transaction_keeps_nothing(shelf):
    """What is seen there may be rolled back."""
    with transaction.atomic():
        shelf.read()
    assert DOCUMENT_META.peek(shelf.document.pk) is None
    assert TAG_COUNTS.peek(shelf.bob.pk) is None


def test_hits_and_misses_are_counted(shelf):
    hits, misses = TAG_COUNTS.hits, TAG_COUNTS.misses
    shelf.read()
    assert (TAG_COUNTS.hits - hits, TAG_COUNTS.misses - misses) == (2, 2)


def test_the_document_is_cached_for_one_query(shelf, client, django_assert_num_queries):
    shelf.read()
    with django_assert_num_queries(1):
        get_document_meta(shelf.bob, shelf.document.pk)
    with django_assert_num_queries(1):
        get_tag_counts(shelf.bob)


@pytest.mark.parametrize(
    "name",
    sorted(
        name
        for name, (_, changed) in WRITES.items()
        if "meta" in changed and name not in ("summary", "give up", "process")
    ),
)
def test_last_modified_moves_with_what_is_shown(shelf, client, name):
    """It knows whole seconds only, so its last change is put an hour back."""
    client.force_login(shelf.alice)
    path = f"/api/v1/documents/{shelf.document.pk}"
    long_ago = timezone.now() - timedelta(hours=1)
    Document.objects.filter(pk=shelf.document.pk).update(updated_at=long_ago)
    since = client.get(path)["Last-Modified"]
    assert client.get(path, headers={"If-Modified-Since": since}).status_code == 304
    WRITES[name][0](shelf)
    again = client.get(path, headers={"If-Modified-Since": since})
    assert again.status_code == 200
