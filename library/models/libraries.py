"""Libraries and who may do what in them: the one place of permission."""

from typing import Self
from uuid import UUID

from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Now

from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7


class LibraryQuerySet(models.QuerySet["Library"]):
    def visible_to(self, user: User) -> Self:
        """Libraries `user` is a member of. No superuser exception."""
        return self.filter(memberships__user=user)

    def writable_by(self, user: User) -> Self:
        """Libraries whose contents `user` may change."""
        return self.filter(
            memberships__user=user, memberships__role__in=Membership.WRITING_ROLES
        )

    def with_tag(self, slug: str) -> Self:
        """Libraries that have a tag of this slug: each has at most one."""
        return self.filter(tags__slug=slug)

    def for_api(self, user: User) -> Self:
        """Those `user` may see, one's own first, with `role`, `is_own`, counted.

        One count per library, of an index.
        """
        documents = apps.get_model("library.Document").objects.live()
        inside = documents.filter(library=OuterRef("pk")).order_by().values("library")
        count = inside.annotate(count=Count("pk")).values("count")
        found = self.visible_to(user).annotate(
            role=F("memberships__role"),
            is_own=Case(When(private_owner=user, then=True), default=False),
            document_count=Coalesce(Subquery(count), 0),
        )
        return found.order_by("-is_own", "name", "pk")

    def lock_tags(self, pk: UUID) -> None:
        """Until the transaction ends, nobody else names or sweeps this library's tags.

        One query. Rows that only refer to the library are not held up. To be taken
        before any lock on documents, so that nobody waits in a circle.
        """
        self.select_for_update(no_key=True).get(pk=pk)

    def lock_folders(self, pk: UUID) -> None:
        """Until the transaction ends, nobody else changes this library's tree.

        The same lock as that of the tags: whoever needs both takes one.
        """
        self.lock_tags(pk)

    @transaction.atomic
    def private_to(self, user: User) -> "Library":
        """The user's own library, made on first use. Costs one query, more at first.

        The unique constraint decides between two first uses at once; the second sees
        the library when its membership is there too.
        """
        library, created = self.get_or_create(
            private_owner=user, defaults={"name": "My library"}
        )
        if created:
            Membership.objects.get_or_create(
                library=library, user=user, defaults={"role": Membership.Role.OWNER}
            )
        return library


class Library(models.Model):
    """The home of documents, tags and folders. Every user has a private one."""

    # Set by LibraryQuerySet.for_api().
    role: str
    is_own: bool
    document_count: int

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=100)
    private_owner = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="private_library",
        help_text="Whose private library this is; empty for a shared one.",
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = LibraryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "libraries"

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """What one user may do in one library."""

    class Role(models.TextChoices):
        """A reader changes nothing, an editor what is in it, an owner all of it."""

        READER = "reader"
        EDITOR = "editor"
        OWNER = "owner"

    WRITING_ROLES = (Role.EDITOR, Role.OWNER)

    library = models.ForeignKey(
        Library,
        models.CASCADE,
        related_name="memberships",
        db_index=False,  # library_membership_once starts with library
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="memberships",
        db_index=False,  # library_membership_of_user starts with user
    )
    role = models.CharField(max_length=6, choices=Role)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["library", "user"], name="library_membership_once"
            ),
            models.CheckConstraint(
                condition=Q(role__in=["reader", "editor", "owner"]),
                name="library_membership_known_role",
            ),
        ]
        indexes = [
            # visible_to(user), the start of every query.
            models.Index(
                fields=["user", "library", "role"], name="library_membership_of_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.user_id} of {self.library_id}"
