"""Every major query by name. Each runs what a page, the API or a worker runs."""

from datetime import timedelta

from django.utils import timezone

from library.actions.emptying import in_trash_of, overdue
from library.document_lines import document_lines
from library.document_meta import get_document_meta
from library.explaining.cast import Cast
from library.explaining.lists import LISTS
from library.explaining.major import MajorQuery
from library.fields import ALL_FIELDS
from library.in_work import describe_batch
from library.listing import DocumentFilter
from library.models import (
    Document,
    Folder,
    Library,
    Page,
    Passage,
    ProcessingRun,
)
from library.models.passages import DEFAULT_DIMENSIONS
from library.places import places_in_line
from library.processing.twins import note_twins
from library.reading.twins import twins_of
from library.status import document_counts, queue_lines
from library.tag_counts import get_tag_counts
from library.usage import usage_of
from pdfsum.accounts.models import ApiKey
from pdfsum.accounts.models.api_keys import KEY_PREFIX

LIMIT = 50


def _first_lines(cast: Cast) -> object:
    """One part of the export: its generator is left after it."""
    lines = document_lines(
        user=cast.owner, chosen=DocumentFilter(), fields=ALL_FIELDS, root=""
    )
    first = next(lines)
    lines.close()
    return first


def _trash(cast: Cast) -> object:
    trashed = Document.objects.visible_to(cast.member).trashed().for_api()
    within = Library.objects.visible_to(cast.member)
    return trashed.fetch_page(
        cursor=None, limit=LIMIT, ordering="trashed", within=within
    )


ORGANISED = (
    MajorQuery(
        "tags with counts, one library",
        "GET /api/v1/tags, when it is not cached.",
        lambda cast: get_tag_counts(cast.owner),
    ),
    MajorQuery(
        "tags with counts, all libraries",
        "The same for a member of many: counted over all documents.",
        lambda cast: get_tag_counts(cast.member),
    ),
    MajorQuery(
        "folders with counts, one library",
        "The tree beside the list.",
        lambda cast: Folder.objects.visible_to(cast.owner).as_tree(with_counts=True),
    ),
    MajorQuery(
        "languages of a library",
        "The choices of the filter.",
        lambda cast: Document.objects.visible_to(cast.owner).live().languages(),
    ),
    MajorQuery("trash", "The trash page of a member of many libraries.", _trash),
    MajorQuery(
        "trash to empty",
        "“Empty now”, a part at a time.",
        lambda cast: list(in_trash_of(cast.owner).order_by("pk")[:LIMIT]),
    ),
    MajorQuery(
        "trash that is due",
        "Every hour, of all libraries.",
        lambda cast: list(overdue(days=30).order_by("pk")[:LIMIT]),
    ),
)
OF_ONE_DOCUMENT = (
    MajorQuery(
        "document for the API",
        "GET /api/v1/documents/{id}, when it is not cached.",
        lambda cast: (
            Document.objects.visible_to(cast.owner).for_api().get(pk=cast.document.pk)
        ),
    ),
    MajorQuery(
        "document and its version",
        "The same: is what is cached still true?",
        lambda cast: get_document_meta(cast.owner, cast.document.pk),
    ),
    MajorQuery(
        "page of a text",
        "The sheet of a document.",
        lambda cast: (
            Page.objects.of_text(cast.document.current_text_id)
            .without_map()
            .filter(number=1)
            .first()
        ),
    ),
    MajorQuery(
        "summaries of a document",
        "GET /api/v1/documents/{id}/summaries.",
        lambda cast: list(cast.document.summaries.newest_first()[:LIMIT]),
    ),
    MajorQuery(
        "same bytes in a library",
        "Every upload: is it here already?",
        lambda cast: list(
            Document.objects.with_bytes(cast.document.library, cast.document.file_hash)
        ),
    ),
    MajorQuery(
        "near-duplicates of a document",
        "The notice on its page.",
        lambda cast: twins_of(cast.document, cast.owner),
    ),
    MajorQuery(
        "passages with common fingerprints",
        "Processing looks for near-duplicates.",
        lambda cast: note_twins(cast.printed),
    ),
    MajorQuery(
        "nearest passages",
        "Search by meaning.",
        lambda cast: list(
            Passage.objects.visible_to(cast.member)
            .nearest([DEFAULT_DIMENSIONS**-0.5] * DEFAULT_DIMENSIONS)
            .values_list("pk", flat=True)[:LIMIT]
        ),
    ),
)
AT_WORK = (
    MajorQuery(
        "claim",
        "A worker takes the next document.",
        lambda cast: ProcessingRun.objects.claim(ProcessingRun.Queue.BULK),
    ),
    MajorQuery(
        "places in the queue",
        "Why a document waits, for a page of them.",
        lambda cast: places_in_line(ProcessingRun.objects.due()[:LIMIT]),
    ),
    MajorQuery(
        "silent runs",
        "Every ten seconds: whose worker died?",
        lambda cast: list(
            ProcessingRun.objects.silent(since=timezone.now() - timedelta(seconds=30))
        ),
    ),
    MajorQuery(
        "unfinished documents",
        "The line above the list while it polls.",
        lambda cast: describe_batch(cast.owner),
    ),
    MajorQuery("part of an export", "500 lines of the NDJSON stream.", _first_lines),
)
FOR_OPERATORS = (
    MajorQuery("use of one user", "GET /api/v1/me.", lambda cast: usage_of(cast.owner)),
    MajorQuery(
        "newest documents of all",
        "The admin's list of documents.",
        lambda cast: list(
            Document.objects.select_related("library", "added_by").order_by("-pk")[:50]
        ),
    ),
    MajorQuery(
        "documents by status",
        "The operator's first page.",
        lambda cast: document_counts(),
    ),
    MajorQuery("queues", "The same page.", lambda cast: queue_lines()),
    MajorQuery(
        "API key",
        "Every request of a program.",
        lambda cast: ApiKey.objects.authenticate(f"{KEY_PREFIX}no-such-key"),
    ),
    MajorQuery(
        "may this be changed",
        "Every write.",
        lambda cast: (
            Document.objects.writable_by(cast.owner)
            .filter(pk=cast.document.pk)
            .exists()
        ),
    ),
    MajorQuery(
        "libraries of a user",
        "GET /api/v1/libraries, and most pages.",
        lambda cast: list(Library.objects.visible_to(cast.member)),
    ),
)
MAJOR_QUERIES = (*LISTS, *ORGANISED, *OF_ONE_DOCUMENT, *AT_WORK, *FOR_OPERATORS)
