from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from pdfsum.accounts.models import User


def create_user(*, email: str, password: str, is_admin: bool = False) -> User:
    """Create somebody who can log in at once.

    Raises `ValidationError`, by field, for an address that is invalid or taken and
    for a password that is easy to guess.
    """
    user = User(email=email.strip().lower(), is_staff=is_admin, is_superuser=is_admin)
    user.full_clean(exclude=["password"])
    try:
        validate_password(password, user)
    except ValidationError as exc:
        raise ValidationError({"password": exc.error_list}) from exc
    user.set_password(password)
    user.save(force_insert=True)
    return user
