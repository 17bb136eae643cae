from typing import Self
from uuid import UUID

from django.core.exceptions import EmptyResultSet, ValidationError
from django.db import connection, models
from django.db.models import Count, F, Q, Value
from django.db.models.functions import Lower, Now
from django.urls import reverse

from library.models.libraries import Library
from pdfsum.accounts.models import User
from pdfsum.lib.ids import uuid7

NAME_LENGTH = 100
# Paths stay readable, and no walk of a tree is longer.
DEEPEST = 20

# `folder` and all below it, each with its distance from it.
_BELOW = """
WITH RECURSIVE below (id, depth) AS (
    VALUES (%s::uuid, 0)
    UNION ALL
    SELECT child.id, below.depth + 1
    FROM library_folder AS child JOIN below ON child.parent_id = below.id
) SELECT id, depth FROM below
"""
# Parents before children, children by name, each with its path from the root.
_TREE = """
WITH RECURSIVE tree AS (
    SELECT folder.*, folder.name::text AS path, 0 AS depth,
           ARRAY[lower(folder.name), folder.id::text] AS place
    FROM library_folder AS folder
    WHERE folder.parent_id IS NULL AND folder.id IN ({visible})
    UNION ALL
    SELECT folder.*, tree.path || '/' || folder.name, tree.depth + 1,
           tree.place || ARRAY[lower(folder.name), folder.id::text]
    FROM library_folder AS folder JOIN tree ON folder.parent_id = tree.id
)
SELECT tree.id, tree.library_id, tree.parent_id, tree.name, tree.created_at,
       tree.path, tree.depth, {count} AS count
FROM tree ORDER BY tree.library_id, tree.place LIMIT {limit} OFFSET {offset}
"""
# From the index on folder, whose rows are then looked at.
_COUNT = """
(SELECT count(*) FROM library_document AS document
 WHERE document.folder_id = tree.id
   AND document.trashed_at IS NULL AND document.replaces_id IS NULL)
"""
# A folder and what it lies in, the root first.
_ABOVE = """
WITH RECURSIVE above AS (
    SELECT folder.*, 0 AS height FROM library_folder AS folder WHERE folder.id = %s
    UNION ALL
    SELECT folder.*, above.height + 1
    FROM library_folder AS folder JOIN above ON above.parent_id = folder.id
)
SELECT id, library_id, parent_id, name, created_at FROM above ORDER BY height DESC
"""


class FolderQuerySet(models.QuerySet["Folder"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(library__memberships__user=user)

    def named(self, name: str) -> Self:
        """In any case, as the constraint compares."""
        return self.alias(lower_name=Lower("name")).filter(
            lower_name=Lower(Value(name))
        )

    def children_of(self, folder: "Folder") -> Self:
        """Those right in a folder, by name, with their counts."""
        return self.filter(parent=folder).with_count().order_by(Lower("name"))

    def with_count(self) -> Self:
        """Adds `count`, the live documents right in each."""
        inside = Q(documents__trashed_at=None, documents__replaces=None)
        return self.annotate(count=Count("documents", filter=inside))

    def as_tree(
        self, *, with_counts: bool = False, limit: int = 1000, offset: int = 0
    ) -> "list[Folder]":
        """All of these folders in the order of a tree, each with `path` and `depth`.

        One query. Counts are of the live documents right in each folder. Only for
        whole libraries: below a folder that is here, all are.
        """
        try:
            visible, params = self.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # Of no libraries at all.
            return []
        sql = _TREE.format(
            visible=visible,
            count=_COUNT if with_counts else "NULL",
            limit=int(limit),
            offset=int(offset),
        )
        return list(Folder.objects.raw(sql, params))


class Folder(models.Model):
    """A place in one library's tree. A document lies in one folder or in none."""

    # Set by `FolderQuerySet.as_tree`.
    path: str
    depth: int
    count: int

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
    name = models.CharField(max_length=NAME_LENGTH)
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

    def get_absolute_url(self) -> str:
        return reverse("library:folder_detail", args=[self.pk])

    def clean(self) -> None:
        """Explain what the database would refuse."""
        if self.parent and self.parent.library_id != self.library_id:
            raise ValidationError({"parent": "This folder is of another library."})

    def with_ancestors(self) -> "list[Folder]":
        """The way from the root down to this folder, which is last. One query."""
        return list(Folder.objects.raw(_ABOVE, [self.pk]))

    def subtree(self) -> dict[UUID, int]:
        """This folder and all below it, with their distances from it. One query."""
        with connection.cursor() as cursor:
            cursor.execute(_BELOW, [self.pk])
            return dict(cursor.fetchall())
