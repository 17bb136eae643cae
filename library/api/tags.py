"""Tags for programs."""

from typing import Annotated

from ninja import Query

from library.api.router import router
from library.models import Tag
from library.schemas import TagOut
from pdfsum.accounts.http import UserRequest


@router.get("/tags", response=list[TagOut], tags=["tags"])
def list_tags(
    request: UserRequest,
    limit: Annotated[int, Query(ge=1, le=1000, description="Tags in all.")] = 1000,
) -> list[Tag]:
    """Your tags, most used first."""
    return list(Tag.objects.visible_to(request.user).with_counts()[:limit])
