"""Made-up documents with everything that belongs to them, as rows of tables."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from django.db import models

from library.models import (
    Document,
    DocumentTag,
    Embedding,
    Page,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
    TextVersion,
)
from library.seeding.chance import Chance, Weighted
from library.seeding.copying import take_ids
from library.seeding.documents import Made, make_up
from library.seeding.homes import Home
from library.seeding.parts import (
    WORDS_PER_PAGE,
    embedding_row,
    page_row,
    passage_row,
    ready_at,
    run_row,
    summary_row,
    text_row,
)
from library.seeding.plan import Plan
from library.seeding.rows import DocumentRow, DocumentTagRow, StoredFileRow
from library.storage import name_of

FILED_SHARE = 0.6
MOST_TAGS = 8
SUGGESTED_SHARE = 0.3
# The same bytes in another library; and a version that waits to be confirmed.
SHARED_SHARE, REPLACING_SHARE = 0.02, 0.001
WARNINGS = json.dumps(
    [{"code": "no_text", "detail": "Page 2 has no text to read.", "pages": [2]}]
)


@dataclass
class Batch:
    """Rows by the model they are of, and the PDFs to store by name."""

    rows: dict[type[models.Model], list[NamedTuple]] = field(default_factory=dict)
    contents: dict[str, bytes] = field(default_factory=dict)

    def add(self, model: type[models.Model], row: NamedTuple) -> None:
        self.rows.setdefault(model, []).append(row)


class BatchMaker:
    """Makes up one batch after another; what it remembers does not grow."""

    def __init__(self, plan: Plan, chance: Chance, homes: Weighted[Home]) -> None:
        self._plan, self._chance, self._homes = plan, chance, homes
        # A file of another library, which the next document that shares one takes.
        self._shared: tuple[Home, StoredFileRow] | None = None

    def make(self, numbers: range) -> Batch:
        """Rows of these documents. Their ids are taken from the database."""
        batch = Batch()
        ids = {
            model: iter(take_ids(model, len(numbers)))
            for model in (StoredFile, ProcessingRun, TextVersion)
        }
        passages = iter(take_ids(Passage, len(numbers) * self._plan.passages))
        for number in numbers:
            made = make_up(number, self._plan, self._chance)
            home = self._homes.draw(self._chance)
            stored = self._stored_file(batch, made, home, next(ids[StoredFile]))
            text = next(ids[TextVersion]) if made.is_readable else None
            row = self._document(made, home, stored, next(ids[ProcessingRun]), text)
            batch.add(Document, row)
            batch.add(ProcessingRun, run_row(made, row, number))
            self._add_tags(batch, row, home)
            if text:
                self._add_text(batch, made, row, text)
                self._add_passages(batch, made, row, passages)
            if made.is_listed and row.replaces_id is None:
                home.newest_ready = row.id
        return batch

    def _stored_file(
        self, batch: Batch, made: Made, home: Home, pk: int
    ) -> StoredFileRow:
        shared = self._shared
        if shared and shared[0] is not home and not made.content:
            self._shared = None
            return shared[1]
        stored = StoredFileRow(
            id=pk,
            sha256=made.file_hash,
            name=name_of(made.file_hash),
            size=made.size,
            state=StoredFile.State.STORED,
            created_at=made.created_at,
        )
        batch.add(StoredFile, stored)
        if made.content:
            batch.contents[stored.name] = made.content
        elif self._chance.random() < SHARED_SHARE:
            self._shared = home, stored
        return stored

    def _document(
        self, made: Made, home: Home, stored: StoredFileRow, run: int, text: int | None
    ) -> DocumentRow:
        chance = self._chance
        replaces = None
        if made.is_listed and chance.random() < REPLACING_SHARE:
            replaces, home.newest_ready = home.newest_ready, None
        read = made.pages if made.is_readable else None
        return DocumentRow(
            id=chance.uuid7(made.created_at),
            library_id=home.library,
            added_by_id=home.owner,
            stored_file_id=stored.id,
            title=made.title,
            authors=made.authors,
            document_date=made.dated,
            doi="",
            fact_sources='{"title": {"source": "page", "page": 1}}',
            filename=f"{made.title[:80].replace('/', '-')}.pdf",
            unlocked_name="",
            file_hash=stored.sha256,
            size=stored.size,
            page_count=read,
            word_count=read and read * WORDS_PER_PAGE,
            language=made.language,
            folder_id=home.folders.draw(chance)
            if chance.random() < FILED_SHARE
            else None,
            rejected_tags=[],
            replaces_id=replaces,
            status=made.status,
            error_code=made.error[0],
            error_detail=made.error[1],
            warnings=WARNINGS if made.has_warnings else "[]",
            current_run_id=run,
            current_text_id=text,
            created_at=made.created_at,
            updated_at=ready_at(made),
            processed_at=ready_at(made) if read else None,
            trashed_at=made.trashed_at,
        )

    def _add_tags(self, batch: Batch, row: DocumentRow, home: Home) -> None:
        """None to eight, few on most. Tags that are suggestions only are suggested."""
        chance = self._chance
        put: dict[UUID, bool] = {}
        for _ in range(int(chance.random() ** 1.5 * (MOST_TAGS + 1))):
            suggested = chance.random() < SUGGESTED_SHARE
            tags = home.suggested_tags if suggested else home.tags
            put[tags.draw(chance)] = suggested
        for tag, suggested in put.items():
            batch.add(DocumentTag, DocumentTagRow(row.id, tag, suggested))

    def _add_text(self, batch: Batch, made: Made, row: DocumentRow, text: int) -> None:
        batch.add(TextVersion, text_row(row, text))
        batch.add(Page, page_row(made, text))
        batch.add(Summary, summary_row(made, row, text, self._chance))

    def _add_passages(
        self, batch: Batch, made: Made, row: DocumentRow, ids: Iterator[int]
    ) -> None:
        for number in range(self._plan.passages):
            passage = passage_row(made, row, next(ids), number, self._chance)
            batch.add(Passage, passage)
            batch.add(Embedding, embedding_row(passage, self._chance))
