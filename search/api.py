from typing import Annotated
from uuid import UUID

from ninja import Query, Router

from pdfsum.accounts.http import UserRequest
from search.queries import Mode, Scope, SearchResults, search
from search.schemas import SearchOut

router = Router(tags=["search"])


@router.get("/search", response=SearchOut)
def search_passages(
    request: UserRequest,
    q: Annotated[str, Query(description="Words, or a question.", max_length=10_000)],
    mode: Mode = Mode.HYBRID,
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
    cursor: str | None = None,
    library: UUID | None = None,
    document: UUID | None = None,
    tag: Annotated[str | None, Query(description="A tag's slug.")] = None,
    folder: UUID | None = None,
) -> SearchResults:
    """Passages by meaning and by word, best first, each with its page."""
    scope = Scope(library=library, document=document, tag=tag, folder=folder)
    return search(
        user=request.user, text=q, mode=mode, limit=limit, cursor=cursor, scope=scope
    )
