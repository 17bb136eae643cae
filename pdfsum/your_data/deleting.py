"""An account deleted for good: at once for the person, then bit by bit for the rows."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from celery import current_app
from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from chat.models import Chat
from chat.own_data import delete_chats
from library.actions.purging import purge_documents
from library.models import Document, Library, Membership
from library.tag_counts import forget_tag_counts_of
from pdfsum.accounts.models import User
from pdfsum.your_data.errors import LastAdminError, LastOwnerError

TASK = "pdfsum.delete_account"
# Longer than the task may take: then its worker is gone.
SILENCE = timedelta(hours=2)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Consequences:
    """What goes with an account, and what stays in the hands of others."""

    documents: int
    chats: int
    left: list[str]
    deleted_libraries: list[str]


def consequences(user: User) -> Consequences:
    """Costs four queries."""
    alone = _libraries_of_one(user)
    memberships = Membership.objects.filter(user=user, library__private_owner=None)
    shared = memberships.exclude(library__in=alone)
    return Consequences(
        documents=_documents_of(user).count(),
        chats=Chat.objects.visible_to(user).count(),
        left=_names(shared.values_list("library__name", flat=True)),
        deleted_libraries=_names(alone.values_list("name", flat=True)),
    )


@transaction.atomic
def begin_deletion(user: User) -> None:
    """End every session and key of `user` now, and have the rest deleted.

    Raises `LastAdminError` or `LastOwnerError` where somebody must take over first.
    The locks make two last admins, or two last owners, who leave at once wait for each
    other, so that one of them is told.
    """
    _check_admins(user)
    _check_owners(user)
    user.api_keys.all().delete()
    user.set_unusable_password()
    user.is_active = False
    user.deletion_requested_at = timezone.now()
    user.save(update_fields=["password", "is_active", "deletion_requested_at"])
    transaction.on_commit(partial(_send, user.pk))


def delete_account(user_id: int) -> None:
    """Delete what was asked to be deleted. Safe to do twice, and to go on with.

    Of the last two members of a library who leave at once, the lock makes the second
    see that nobody else is left.
    """
    user = User.objects.filter(
        pk=user_id, deletion_requested_at__isnull=False, is_active=False
    ).first()
    if user is None:
        return
    delete_chats(user)
    purge_documents(documents=_documents_of(user))
    with transaction.atomic():
        shared = Library.objects.filter(private_owner=None, memberships__user=user)
        list(shared.order_by("pk").select_for_update(of=("self",), no_key=True))
        left = list(_libraries_of_one(user))
        purge_documents(documents=Document.objects.filter(library__in=left))
        Library.objects.filter(pk__in=[library.pk for library in left]).delete()
        forget_tag_counts_of(user.pk)
        user.delete()
    logger.info("Account %s was deleted.", user_id)


def resume_deletions() -> None:
    """Send again what a lost message or a dead worker left."""
    silent = User.objects.filter(
        is_active=False, deletion_requested_at__lt=timezone.now() - SILENCE
    )
    for pk in list(silent.values_list("pk", flat=True)):
        User.objects.filter(pk=pk).update(deletion_requested_at=Now())
        _send(pk)


def _send(user_id: int) -> None:
    try:
        current_app.send_task(TASK, args=(user_id,), queue="upkeep")
    except BrokerError:
        logger.warning("The broker is down; %s waits for the next round.", TASK)


def _check_admins(user: User) -> None:
    admins = User.objects.filter(is_superuser=True, is_active=True).order_by("pk")
    locked = set(admins.select_for_update().values_list("pk", flat=True))
    if locked == {user.pk} and User.objects.exclude(pk=user.pk).exists():
        raise LastAdminError


def _check_owners(user: User) -> None:
    owned = Membership.objects.filter(
        user=user, role=Membership.Role.OWNER, library__private_owner=None
    )
    libraries = Library.objects.filter(pk__in=owned.values("library")).order_by("pk")
    for library in libraries.select_for_update():
        others = library.memberships.exclude(user=user)
        others = others.filter(user__is_active=True)
        if others.exists() and not others.filter(role=Membership.Role.OWNER).exists():
            raise LastOwnerError(library.name)


def _libraries_of_one(user: User) -> QuerySet[Library]:
    """Shared libraries that nobody else is a member of."""
    others = Membership.objects.exclude(user=user)
    return Library.objects.filter(private_owner=None, memberships__user=user).exclude(
        pk__in=others.values("library")
    )


def _documents_of(user: User) -> QuerySet[Document]:
    private = Library.objects.filter(private_owner=user)
    libraries = private.values("pk").union(_libraries_of_one(user).values("pk"))
    return Document.objects.filter(library__in=libraries)


def _names(names: Iterable[str]) -> list[str]:
    return sorted(names)
