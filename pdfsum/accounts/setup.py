"""The first admin is made by whoever started the program, and by nobody else."""

import secrets
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from pdfsum.accounts.errors import SetupTokenError
from pdfsum.accounts.models import SetupToken, User
from pdfsum.accounts.users import create_user

TOKEN_BYTES = 16
VALID_FOR = timedelta(hours=24)


def new_setup_link() -> str | None:
    """A fresh one-time link, or None once a user exists. Older links stop working.

    The token is in the fragment, which browsers send to no server: so it is in no
    access log and in no Referer header.
    """
    if User.objects.exists():
        return None
    token = secrets.token_urlsafe(TOKEN_BYTES)
    SetupToken.objects.replace(
        token_hash=_hash(token), expires_at=timezone.now() + VALID_FOR
    )
    return f"{settings.APP_URL}{reverse('accounts:setup')}#{token}"


@transaction.atomic
def create_first_admin(*, token: str, email: str, password: str) -> User:
    """Create the admin and use up the token. Of two at once, one succeeds.

    Raises `SetupTokenError`, or `ValidationError`, which leaves the token valid.
    """
    if not SetupToken.objects.consume(_hash(token)) or User.objects.exists():
        raise SetupTokenError
    return create_user(email=email, password=password, is_admin=True)


def _hash(token: str) -> str:
    return sha256(token.strip().encode()).hexdigest()
