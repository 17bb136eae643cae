"""Passages and vectors into the database by COPY, many at a time.

Each batch is copied into a table of the connection's own and inserted from there, so
that a row that is there already (a worker that was slow to die has saved it) is left
as it is, and PostgreSQL itself parses the text for full-text search.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, transaction

from library.comparing import passage_prints
from library.languages import text_configuration
from library.models import Document, Passage, TextVersion
from library.processing.indexing import SEARCH_VECTOR, lock_title
from library.processing.lexemes import literal_forms
from library.processing.progress import ClaimLostError
from library.processing.split import PassageDraft
from pdfsum.engines.embedder import Vectors

_PASSAGE_BATCH = """
CREATE TEMPORARY TABLE IF NOT EXISTS passage_batch (
    ordinal integer, heading text, text text, first_page integer, last_page integer,
    spans jsonb, literal text, fingerprints bigint[]
) ON COMMIT DELETE ROWS
"""
_INSERT_PASSAGES = f"""
INSERT INTO library_passage (
    text_version_id, document_id, library_id,
    ordinal, heading, text, first_page, last_page, spans, fingerprints, search
)
SELECT %(reading)s, %(document)s, %(library)s,
    ordinal, heading, text, first_page, last_page, spans, fingerprints, {SEARCH_VECTOR}
FROM passage_batch ORDER BY ordinal
ON CONFLICT (text_version_id, ordinal) DO NOTHING
"""  # noqa: S608 - no value is part of it
_VECTOR_BATCH = """
CREATE TEMPORARY TABLE IF NOT EXISTS vector_batch (passage_id bigint, vector halfvec)
ON COMMIT DELETE ROWS
"""
_INSERT_VECTORS = """
INSERT INTO library_embedding (passage_id, library_id, space_id, vector)
SELECT passage_id, %(library)s, %(space)s, vector FROM vector_batch
ON CONFLICT (space_id, passage_id) DO NOTHING
"""


@transaction.atomic
def save_passages(
    document: Document, reading: TextVersion, drafts: Sequence[PassageDraft]
) -> list[Passage]:
    """The saved rows of these drafts, in their order. Costs five queries.

    Raises `ClaimLostError` when the document is gone.
    """
    try:
        title = lock_title(document)
    except Document.DoesNotExist as exc:
        raise ClaimLostError from exc
    rows = (
        (
            draft.ordinal,
            draft.heading[: Passage.LONGEST_HEADING],
            draft.text,
            draft.first_page,
            draft.last_page,
            json.dumps([[span.page, span.start, span.end] for span in draft.spans]),
            literal_forms(f"{draft.heading} {draft.text}"),
            passage_prints(draft.text, document.library_id),
        )
        for draft in drafts
    )
    with connection.cursor() as cursor:
        cursor.execute(_PASSAGE_BATCH)
        _copy(cursor, "COPY passage_batch FROM STDIN", rows)
        cursor.execute(
            _INSERT_PASSAGES,
            {
                "reading": reading.pk,
                "document": document.pk,
                "library": document.library_id,
                "title": title,
                "words": text_configuration(document.language),
            },
        )
    ordinals = [draft.ordinal for draft in drafts]
    return list(reading.passages.filter(ordinal__in=ordinals).order_by("ordinal"))


@transaction.atomic
def save_vectors(
    document: Document, space_id: int, passages: Sequence[Passage], vectors: Vectors
) -> None:
    """One vector for each passage, row by row. Costs four queries.

    Raises `ClaimLostError` when the document is gone: without the lock, vectors might
    come between the deletion of its vectors and that of its passages.
    """
    try:
        lock_title(document)
    except Document.DoesNotExist as exc:
        raise ClaimLostError from exc
    rows = (
        (passage.pk, f"[{','.join(map(str, vector))}]")
        for passage, vector in zip(passages, vectors.tolist(), strict=True)
    )
    with connection.cursor() as cursor:
        cursor.execute(_VECTOR_BATCH)
        _copy(cursor, "COPY vector_batch FROM STDIN", rows)
        cursor.execute(
            _INSERT_VECTORS, {"library": document.library_id, "space": space_id}
        )


def _copy(cursor: Any, statement: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
