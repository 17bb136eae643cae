"""Tags for programs."""

from typing import Annotated, Any
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Status

from library.actions.tag_editing import delete_tag, edit_tag, merge_tags
from library.api.parameters import Offset
from library.api.router import router
from library.models import Tag
from library.schemas import (
    ErrorOut,
    InvalidOut,
    TagExistsOut,
    TagMergeIn,
    TagOut,
    TagPatch,
)
from library.tag_counts import get_tag_counts
from pdfsum.accounts.http import UserRequest

TagId = Annotated[UUID, Path(description="The tag's id.")]


@router.get("/tags", response=list[TagOut], tags=["tags"])
def list_tags(
    request: UserRequest,
    limit: Annotated[int, Query(ge=1, le=1000, description="Tags in all.")] = 1000,
    offset: Offset = 0,
) -> list[dict[str, Any]]:
    """Your tags, most used first. What is merely suggested is not among them."""
    return get_tag_counts(request.user)[offset : offset + limit]


@router.patch(
    "/tags/{uuid:pk}", response={200: TagOut, 409: TagExistsOut}, tags=["tags"]
)
def patch_tag(request: UserRequest, pk: TagId, data: TagPatch) -> Tag:
    """Rename a tag or change its colour; what you leave out stays.

    With a new name comes a new `slug`. 409 `tag_exists` where another tag has the
    name: merge the two instead.
    """
    tag = _find(request, pk)
    edit_tag(user=request.user, tag=tag, **data.dict(exclude_unset=True))
    return _find(request, pk)


@router.delete("/tags/{uuid:pk}", response={204: None}, tags=["tags"])
def remove_tag(request: UserRequest, pk: TagId) -> Status[None]:
    """Take a tag off all documents, which stay."""
    delete_tag(user=request.user, tag=_find(request, pk))
    return Status(204, None)


@router.post(
    "/tags/{uuid:pk}/merge",
    response={200: TagOut, 404: ErrorOut, 422: InvalidOut},
    tags=["tags"],
)
def merge_tag(request: UserRequest, pk: TagId, data: TagMergeIn) -> Tag:
    """Let another tag of the library stand wherever this one stands."""
    into = _find(request, data.into)
    merge_tags(user=request.user, tag=_find(request, pk), into=into)
    return _find(request, into.pk)


def _find(request: UserRequest, pk: UUID) -> Tag:
    tags = Tag.objects.visible_to(request.user).accepted().with_counts()
    return get_object_or_404(tags, pk=pk)
