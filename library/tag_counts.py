"""The tags one user sees, with how many documents carry each: cached for minutes."""

from typing import Any
from uuid import UUID

from library.models import Membership, Tag
from pdfsum.accounts.models import User
from pdfsum.lib.cached import CachedData

FIELDS = ("id", "library", "name", "slug", "color", "count")


def _key(user_id: int) -> str:
    return f"tags:counts:{user_id}"


TAG_COUNTS: CachedData[dict[str, Any]] = CachedData(
    "tag_counts", key=_key, lifetime="CACHE_TTL_TAG_COUNTS"
)


def get_tag_counts(user: User) -> list[dict[str, Any]]:
    """`{id, library, name, slug, color, count}`, most used first; no suggestions.

    One query for the user's libraries; another one when the counts are not cached.
    Counts of other libraries than the user has now are never served.
    """
    libraries = _libraries(user)
    counts = TAG_COUNTS.read(
        user.pk,
        make=lambda: {"libraries": libraries, "tags": _count(user)},
        is_current=lambda value: value["libraries"] == libraries,
    )
    tags: list[dict[str, Any]] = counts["tags"]
    return tags


def forget_tag_counts(*library_ids: UUID) -> None:
    """Drop the counts of every member of these libraries on commit. One query then.

    For each write that changes a tag, or which live documents carry it.
    """
    if library_ids:
        members = Membership.objects.filter(library__in=library_ids)
        TAG_COUNTS.forget_later(lambda: members.values_list("user", flat=True))


def forget_tag_counts_of(*user_ids: int) -> None:
    """The same for users who will be members of nothing when it is committed."""
    TAG_COUNTS.forget(*user_ids)


def _libraries(user: User) -> list[str]:
    memberships = Membership.objects.filter(user=user)
    return sorted(map(str, memberships.values_list("library", flat=True)))


def _count(user: User) -> list[dict[str, Any]]:
    rows = Tag.objects.visible_to(user).accepted().with_counts().values(*FIELDS)
    return [
        row | {"id": str(row["id"]), "library": str(row["library"])} for row in rows
    ]
