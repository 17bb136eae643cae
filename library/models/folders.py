from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower, Now

from library.models.libraries import Library
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7


class FolderQuerySet(models.QuerySet["Folder"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(library__memberships__user=user)


class Folder(models.Model):
    """A place in one library's tree. A document lies in one folder or in none."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    library = models.ForeignKey(
        Library,
        models.CASCADE,
        related_name="folders",
        db_index=False,  # library_folder_once_per_parent starts with library
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FolderQuerySet.as_manager()

    class Meta:
        constraints = [
            # What documents and inner folders refer to, so that they lie in the
            # same library (migration hold_folders_to_library).
            models.UniqueConstraint(
                fields=["id", "library"], name="library_folder_of_library"
            ),
            models.UniqueConstraint(
                "library",
                "parent",
                Lower("name"),
                name="library_folder_once_per_parent",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(parent=None) | ~Q(parent=F("id")),
                name="library_folder_not_in_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Explain what the database would refuse."""
        if self.parent and self.parent.library_id != self.library_id:
            raise ValidationError({"parent": "This folder is of another library."})
