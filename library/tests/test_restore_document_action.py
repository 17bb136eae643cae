"""Trash and duplicates together: live and live is in the upload's tests."""

import pytest
from django.db import IntegrityError, transaction

from library import actions
from library.errors import (
    NotAllowedError,
    RestoreConflictError,
    RestoreInterruptedError,
)
from library.models import Document
from library.models.document_queries import DocumentQuerySet
from library.tests.factories import PDF, make_document


def test_it_restores(alice):
    document = make_document(user=alice)
    actions.trash_document(user=alice, document=document)
    assert actions.restore_document(user=alice, document=document).trashed_at is None


def test_it_conflicts_with_a_live_twin_and_changes_nothing(alice):
    old = make_document(user=alice, content=PDF)
    actions.trash_document(user=alice, document=old)
    live = make_document(user=alice, content=PDF)
    with pytest.raises(RestoreConflictError) as caught:
        actions.restore_document(user=alice, document=old)
    assert caught.value.existing == live
    assert Document.objects.live().get() == live


def test_two_live_twins_are_impossible(alice):
    make_document(user=alice, content=PDF)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_document(user=alice, content=PDF)


def test_live_and_trashed_twins_are_possible(alice):
    first = make_document(user=alice, content=PDF)
    actions.trash_document(user=alice, document=first)
    second = make_document(user=alice, content=PDF)
    assert set(Document.objects.all()) == {first, second}


def test_two_trashed_twins_are_possible(alice):
    for _ in range(2):
        document = make_document(user=alice, content=PDF)
        actions.trash_document(user=alice, document=document)
    assert Document.objects.trashed().count() == 2


def test_it_refuses_strangers(alice, bob):
    document = make_document(user=alice)
    with pytest.raises(NotAllowedError):
        actions.trash_document(user=bob, document=document)
    with pytest.raises(NotAllowedError):
        actions.restore_document(user=bob, document=document)


def test_it_tries_again_when_the_twin_is_trashed_meanwhile(alice, monkeypatch):
    old = make_document(user=alice, content=PDF)
    actions.trash_document(user=alice, document=old)
    live = make_document(user=alice, content=PDF)
    twins = DocumentQuerySet.with_bytes

    def trash_and_look(*args):
        actions.trash_document(user=alice, document=live)
        return twins(*args)

    monkeypatch.setattr(DocumentQuerySet, "with_bytes", trash_and_look)
    assert actions.restore_document(user=alice, document=old).trashed_at is None
    assert Document.objects.live().get() == old


def test_it_gives_up_with_a_sentence(alice, monkeypatch):
    old = make_document(user=alice, content=PDF)
    actions.trash_document(user=alice, document=old)
    live = make_document(user=alice, content=PDF)
    # Each time that the constraint refuses, its reason is gone a moment later.
    monkeypatch.setattr(
        DocumentQuerySet, "with_bytes", lambda *args: Document.objects.none()
    )
    with pytest.raises(RestoreInterruptedError, match="Try again"):
        actions.restore_document(user=alice, document=old)
    assert Document.objects.live().get() == live
