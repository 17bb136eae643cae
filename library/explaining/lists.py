"""Lists of documents: orderings, pages far in, and every filter."""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from library.explaining.cast import Cast
from library.explaining.major import MajorQuery
from library.fields import ALL_FIELDS, DocumentFields
from library.listing import NO_FOLDER, DocumentFilter
from library.models import Document
from library.models.document_queries import DocumentQuerySet
from pdfsum.accounts.models import User
from pdfsum.lib.keyset import Cursor

LIMIT = 50
ORDERINGS = (
    "-created_at",
    "created_at",
    "title",
    "-title",
    "document_date",
    "-document_date",
)
COMMON_PART, RARE_PART, TWO_LETTERS = "invoice", "2024-0123", "发票"
AUTHOR = "hopper"


def fetch(
    user: User,
    *,
    ordering: str = "-created_at",
    cursor: str | None = None,
    fields: DocumentFields = ALL_FIELDS,
    **filters: Any,
) -> object:
    """A page as `GET /api/v1/documents` fetches it."""
    chosen = DocumentFilter(**filters)
    documents = fields.load(chosen.of(user), ordering=ordering)
    within = chosen.within(user)
    return documents.fetch_page(
        cursor=cursor, limit=LIMIT, ordering=ordering, within=within
    )


def fetch_at(user: User, offset: int, *, ordering: str = "-created_at") -> object:
    """A page as `GET /api/v1/library` fetches it."""
    chosen = DocumentFilter()
    documents = ALL_FIELDS.load(chosen.of(user), ordering=ordering)
    within = chosen.within(user)
    return list(documents.at(offset, limit=LIMIT, ordering=ordering, within=within))


def _of(user: User) -> DocumentQuerySet:
    return Document.objects.visible_to(user).live()


def _deep(cast: Cast, ordering: str) -> str:
    """The cursor that a page ending in the middle of the uploads would have."""
    column = DocumentQuerySet.orderings[ordering].removeprefix("-")
    value = "" if column == "pk" else str(getattr(cast.middle, column))
    return Cursor(ordering, value, cast.middle.pk).encode()


def _lists(ordering: str) -> Iterator[MajorQuery]:
    yield MajorQuery(
        f"list of one library by {ordering}",
        "The library page of most people.",
        lambda cast: fetch(cast.owner, ordering=ordering),
    )
    yield MajorQuery(
        f"list over all libraries by {ordering}",
        "The library page of a member of many.",
        lambda cast: fetch(cast.member, ordering=ordering),
    )
    yield MajorQuery(
        f"page from a cursor by {ordering}",
        "“Load more”: page 1,000 costs what page 1 costs.",
        lambda cast: fetch(
            cast.member, ordering=ordering, cursor=_deep(cast, ordering)
        ),
    )


def _filters() -> Iterator[MajorQuery]:
    """Each for the owner of the largest library and for the member of the most."""

    def both(name: str, why: str, **filters: Any) -> Iterator[MajorQuery]:
        def run(user: User, cast: Cast) -> object:
            asked = {k: v(cast) if callable(v) else v for k, v in filters.items()}
            return fetch(user, **asked)

        yield MajorQuery(
            f"{name}, one library", why, lambda cast: run(cast.owner, cast)
        )
        yield MajorQuery(
            f"{name}, all libraries", why, lambda cast: run(cast.member, cast)
        )

    yield from both("title with a common word", "The filter box.", q=COMMON_PART)
    yield from both("title with a rare part", "An invoice number.", q=RARE_PART)
    yield from both("author", "The filter for authors.", author=AUTHOR)
    yield from both("tag", "The page of a tag.", tag=lambda cast: cast.tag)
    yield from both(
        "tag by title",
        "The page of a tag, ordered.",
        tag=lambda cast: cast.tag,
        ordering="title",
    )
    yield from both("folder", "The page of a folder.", folder=lambda cast: cast.folder)
    yield from both("unfiled", "What is left to file.", folder=NO_FOLDER)
    yield from both("status", "What failed.", status="failed")
    yield from both("language", "Only Arabic.", language="ar")
    yield from both(
        "date range",
        "The papers of a month.",
        dated_after=lambda cast: cast.month,
        dated_before=lambda cast: cast.month_end,
        ordering="-document_date",
    )
    yield from both(
        "upload range",
        "What came in a month.",
        added_after=lambda cast: cast.month,
        added_before=lambda cast: cast.month_end,
    )
    yield from both(
        "tag, language and dates",
        "Filters together.",
        tag=lambda cast: cast.tag,
        language="en",
        dated_after=lambda cast: cast.month,
    )
    yield from both(
        "named library",
        "One of several libraries.",
        library=lambda cast: cast.library,
    )


LISTS = (
    *chain.from_iterable(map(_lists, ORDERINGS)),
    *_filters(),
    MajorQuery(
        "only id and title",
        "Field selection reads these columns alone.",
        lambda cast: fetch(cast.owner, fields=DocumentFields.parse("id,title")),
    ),
    MajorQuery(
        "title with two letters, one library",
        "Too short for the index of parts: the list is walked until a page is full.",
        lambda cast: fetch(cast.owner, q=TWO_LETTERS),
    ),
    MajorQuery(
        "count of one library",
        "`count` of GET /api/v1/library.",
        lambda cast: _of(cast.owner).count(),
    ),
    MajorQuery(
        "count over all libraries",
        "The same for a member of many.",
        lambda cast: _of(cast.member).count(),
    ),
    MajorQuery(
        "offset page of one library",
        "Position 10,000 by GET /api/v1/library.",
        lambda cast: fetch_at(cast.owner, 10_000),
    ),
    MajorQuery(
        "offset page over all libraries",
        "Position 100,000 by GET /api/v1/library.",
        lambda cast: fetch_at(cast.member, 100_000),
    ),
)
