from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from library import tasks
from library.actions import emptying
from library.models import Document
from library.tests.factories import make_document


def trash(user, *, days):
    at = timezone.now() - timedelta(days=days)
    return make_document(user=user, trashed_at=at)


def run(**options):
    lines = []
    out = type("Out", (), {"write": lambda self, text: lines.append(text)})()
    call_command("empty_trash", stdout=out, **options)
    return "".join(lines).strip()


def test_what_is_overdue_goes(alice, bob):
    for user in (alice, bob):
        trash(user, days=31)
    kept = {trash(alice, days=29), make_document(user=alice)}
    tasks.empty_trash()
    assert set(Document.objects.all()) == kept


def test_zero_days_means_never_by_itself(alice, settings):
    settings.EMPTY_TRASH_DELAY = 0
    trash(alice, days=1000)
    tasks.empty_trash()
    assert Document.objects.exists()


def test_it_goes_on_by_another_message(
    alice, monkeypatch, sent_tasks, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(emptying, "BY_MESSAGE", 2)
    for _ in range(3):
        trash(alice, days=31)
    with django_capture_on_commit_callbacks(execute=True):
        tasks.empty_trash()
        assert Document.objects.count() == 1
    assert sent_tasks == [("library.empty_trash",)]
    tasks.empty_trash()
    assert not Document.objects.exists()


def test_workers_take_what_was_there_when_somebody_pressed_the_button(
    alice, bob, monkeypatch, sent_tasks, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(emptying, "BY_MESSAGE", 1)
    before = timezone.now() - timedelta(minutes=5)
    for _ in range(2):
        trash(alice, days=1)
    kept = {trash(alice, days=0), trash(bob, days=1)}
    with django_capture_on_commit_callbacks(execute=True):
        tasks.empty_trash_of(alice.pk, before.isoformat())
    assert sent_tasks == [("library.empty_trash_of", alice.pk, before.isoformat())]
    tasks.empty_trash_of(alice.pk, before.isoformat())
    assert set(Document.objects.all()) == kept


def test_a_user_who_is_gone_is_no_error(db):
    tasks.empty_trash_of(0, timezone.now().isoformat())


def test_the_command_deletes_what_is_old_enough(alice):
    trash(alice, days=8)
    kept = trash(alice, days=6)
    assert run(older_than=7, dry_run=True).endswith("would be deleted: 1.")
    assert Document.objects.count() == 2
    assert run(older_than=7) == "Deleted for good: 1."
    assert Document.objects.get() == kept
    assert run(older_than=0) == "Deleted for good: 1."


def test_the_command_keeps_to_one_user(alice, bob):
    trash(alice, days=31)
    kept = trash(bob, days=31)
    assert run(user=alice.email) == "Deleted for good: 1."
    assert Document.objects.get() == kept
    with pytest.raises(CommandError, match="There is no user"):
        run(user="nobody@example.org")


def test_the_command_says_that_nothing_is_ever_overdue(db, settings):
    settings.EMPTY_TRASH_DELAY = 0
    with pytest.raises(CommandError, match="--older-than"):
        run()
    with pytest.raises(CommandError, match="0 or more"):
        run(older_than=-1)
