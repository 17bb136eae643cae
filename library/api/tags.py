"""Tags for programs."""

from typing import Annotated, Any

from ninja import Query

from library.api.router import router
from library.schemas import TagOut
from library.tag_counts import get_tag_counts
from pdfsum.accounts.http import UserRequest


@router.get("/tags", response=list[TagOut], tags=["tags"])
def list_tags(
    request: UserRequest,
    limit: Annotated[int, Query(ge=1, le=1000, description="Tags in all.")] = 1000,
) -> list[dict[str, Any]]:
    """Your tags, most used first."""
    return get_tag_counts(request.user)[:limit]
