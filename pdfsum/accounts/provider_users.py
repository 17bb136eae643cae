"""Who signs in with an account at a provider: cached for an hour, never believed.

The cache only names a candidate. Each time the database confirms that this account
still belongs to this user, and that the user is active: what is forgotten too late, or
not at all, lets nobody in.
"""

from typing import Any

from allauth.socialaccount.models import SocialAccount
from django.db.models.signals import post_delete, post_save

from pdfsum.accounts.models import User
from pdfsum.lib.cached import CachedData


def _key(provider: str, provider_id: str) -> str:
    return f"user:provider:{provider}:{provider_id}"


PROVIDER_USERS: CachedData[int | None] = CachedData(
    "provider_users", key=_key, lifetime="CACHE_TTL_PROVIDER_USER"
)


def find_provider_user(*, provider: str, provider_id: str) -> User | None:
    """The active user whose account this is; None if it is nobody's, which is not kept.

    One query when the user is cached, two when not.
    """
    linked = User.objects.filter(
        is_active=True,
        socialaccount__provider=provider,
        socialaccount__uid=provider_id,
    )
    user_id = PROVIDER_USERS.read(
        provider,
        provider_id,
        make=lambda: linked.values_list("pk", flat=True).first(),
    )
    if user_id is None:
        return None
    user = linked.filter(pk=user_id).first()
    if user is None:
        # It was forgotten nowhere, or too late: somebody else may have it now.
        forget_provider_user(provider=provider, provider_id=provider_id)
        user = linked.first()
    return user


def forget_provider_user(*, provider: str, provider_id: str) -> None:
    """Drop what is cached of this account on commit."""
    PROVIDER_USERS.forget((provider, provider_id))


def forget_user(user_id: int) -> None:
    """Drop what is cached of all accounts of a user on commit. One query now."""
    accounts = SocialAccount.objects.filter(user=user_id)
    PROVIDER_USERS.forget(*accounts.values_list("provider", "uid"))


def connect() -> None:
    """Have allauth's own writes, and those of the admin's user form, told to us."""
    post_save.connect(_account_saved, sender=SocialAccount)
    post_delete.connect(_account_changed, sender=SocialAccount)
    post_save.connect(_user_saved, sender=User)


def _account_saved(*, instance: Any, created: bool, **kwargs: Any) -> None:
    # Each sign-in saves the account: that alone leaves the cached user as it is.
    if created or instance.user_id != PROVIDER_USERS.peek(
        instance.provider, instance.uid
    ):
        _account_changed(instance=instance)


def _account_changed(*, instance: Any, **kwargs: Any) -> None:
    forget_provider_user(provider=instance.provider, provider_id=instance.uid)


def _user_saved(
    *, instance: User, created: bool, update_fields: Any, **kwargs: Any
) -> None:
    # A sign-in saves `last_login`, and nothing that is of interest here.
    if not created and (update_fields is None or "is_active" in update_fields):
        forget_user(instance.pk)
