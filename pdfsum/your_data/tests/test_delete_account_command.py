import pytest
from django.core.management import CommandError, call_command

from library.models import Library, Membership
from library.tests.factories import make_document
from pdfsum.accounts.models import User

COMMAND = "delete_account"


def test_without_yes_it_only_tells(alice, sent_tasks):
    make_document(user=alice)
    told = call_command(COMMAND, "Alice@example.org")
    assert told.startswith("Would delete alice@example.org with 1 documents")
    alice.refresh_from_db()
    assert alice.is_active
    assert sent_tasks == []


@pytest.mark.django_db(transaction=True)
def test_it_locks_out_at_once_and_leaves_the_rest_to_workers(alice, bob, sent_tasks):
    told = call_command(COMMAND, "alice@example.org", "--yes")
    assert "is locked out" in told
    alice.refresh_from_db()
    assert not alice.is_active
    assert sent_tasks == [("pdfsum.delete_account", alice.pk)]
    assert User.objects.get(pk=bob.pk).is_active


def test_an_unknown_address_is_told(db):
    with pytest.raises(CommandError, match="There is no user"):
        call_command(COMMAND, "nobody@example.org", "--yes")


def test_the_last_owner_of_a_shared_library_stays(alice, bob, sent_tasks):
    shared = Library.objects.create(name="Team")
    for user, role in ((alice, "owner"), (bob, "reader")):
        Membership.objects.create(library=shared, user=user, role=role)
    with pytest.raises(CommandError, match="Team"):
        call_command(COMMAND, "alice@example.org", "--yes")
    alice.refresh_from_db()
    assert alice.is_active
