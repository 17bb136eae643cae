from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query

from library.models import Document
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.routers import HeadRouter
from pdfsum.lib.text import ONE_LINE
from search.queries import Mode, Scope, SearchResults, search
from search.schemas import SearchOut, SimilarOut
from search.similar import SimilarDocument, similar_documents

router = HeadRouter(tags=["search"])


@router.get("/search", response=SearchOut)
def search_passages(
    request: UserRequest,
    q: Annotated[str, Query(description="Words, or a question.", max_length=10_000)],
    mode: Annotated[
        Mode, Query(description="By meaning, by word, or by both fused.")
    ] = Mode.HYBRID,
    limit: Annotated[int, Query(ge=1, le=100, description="Hits on a page.")] = 10,
    cursor: Annotated[
        str | None, Query(description="`next_cursor` of the page before.")
    ] = None,
    library: Annotated[UUID | None, Query(description="Only this library.")] = None,
    document: Annotated[UUID | None, Query(description="Only this document.")] = None,
    tag: Annotated[
        str | None, Query(pattern=ONE_LINE, description="A tag's slug.")
    ] = None,
    folder: Annotated[UUID | None, Query(description="Only this folder.")] = None,
) -> SearchResults:
    """Passages by meaning and by word, best first, each with its page."""
    scope = Scope(library=library, document=document, tag=tag, folder=folder)
    return search(
        user=request.user, text=q, mode=mode, limit=limit, cursor=cursor, scope=scope
    )


@router.get("/documents/{uuid:pk}/similar", response=SimilarOut)
def list_similar(
    request: UserRequest,
    pk: Annotated[UUID, Path(description="The document's id.")],
    limit: Annotated[int, Query(ge=1, le=50, description="Documents in all.")] = 10,
) -> dict[str, list[SimilarDocument]]:
    """The documents nearest in meaning that you may see; none while it has no vectors.

    Each with its passage that is nearest to the whole of this document.
    """
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    return {"results": similar_documents(request.user, document, limit=limit)}
