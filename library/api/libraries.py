"""For programs: the libraries that one may see."""

from typing import Annotated

from ninja import Query

from library.api.router import router
from library.models import Library
from library.schemas import LibraryOut
from pdfsum.accounts.http import UserRequest


@router.get("/libraries", response=list[LibraryOut], tags=["libraries"])
def list_libraries(
    request: UserRequest,
    limit: Annotated[int, Query(ge=1, le=1000, description="Libraries in all.")] = 1000,
) -> list[Library]:
    """The libraries that you may see, your own first, with your role in each."""
    return list(Library.objects.for_api(request.user)[:limit])
