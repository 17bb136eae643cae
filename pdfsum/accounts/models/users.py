"""People. They log in with an email address."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None, **fields: Any) -> "User":
        """Create a user. The address is kept in lower case: it is a login."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None, **fields: Any
    ) -> "User":
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **fields
        )

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").strip().lower())


class User(AbstractUser):
    """Somebody who logs in with an email address."""

    username = None  # type: ignore[assignment]
    # One field, because not every name has two parts.
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(
        "email address",
        unique=True,
        error_messages={"unique": "There is already a user with this email address."},
    )

    deletion_requested_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="From then on the account is on its way out.",
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects: ClassVar[UserManager] = UserManager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            # With this, the unique `email` is unique in any spelling.
            models.CheckConstraint(
                condition=Q(email=Lower("email")), name="accounts_user_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower()

    def get_full_name(self) -> str:
        """What to call them: the address until a name is given."""
        return self.name or self.email

    def get_short_name(self) -> str:
        return self.get_full_name()
