"""The columns of each table that is filled by COPY, by their names in the database."""

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class StoredFileRow(NamedTuple):
    id: int
    sha256: str
    name: str
    size: int
    state: str
    created_at: datetime


class DocumentRow(NamedTuple):
    id: UUID
    library_id: UUID
    added_by_id: int
    stored_file_id: int
    title: str
    authors: str
    document_date: date | None
    doi: str
    fact_sources: str
    filename: str
    unlocked_name: str
    file_hash: str
    size: int
    page_count: int | None
    word_count: int | None
    language: str
    folder_id: UUID | None
    rejected_tags: list[str]
    replaces_id: UUID | None
    status: str
    error_code: str
    error_detail: str
    warnings: str
    current_run_id: int
    current_text_id: int | None
    created_at: datetime
    updated_at: datetime
    processed_at: datetime | None
    trashed_at: datetime | None


class RunRow(NamedTuple):
    id: int
    document_id: UUID
    user_id: int
    attempt: int
    queue: str
    state: str
    stage: str
    pages_done: int
    pages_total: int
    percent: int
    queued_at: datetime
    due_at: datetime
    started_at: datetime | None
    heartbeat_at: datetime | None
    finished_at: datetime | None
    timings: str
    retries: int
    times_gave_way: int
    error_code: str
    error_detail: str


class TextVersionRow(NamedTuple):
    id: int
    document_id: UUID
    reader: str
    settings: str
    outline: str
    created_at: datetime
    completed_at: datetime


class PageRow(NamedTuple):
    text_version_id: int
    number: int
    text: str
    width: float
    height: float
    source: str
    failure: str
    headings: str
    text_map: bytes


class SummaryRow(NamedTuple):
    id: UUID
    document_id: UUID
    text_version_id: int
    automatic: bool
    state: str
    attempts: int
    error_code: str
    error_detail: str
    style: str
    focus: str
    text: str
    sentences: str
    pages_read: int
    pages_total: int
    engine: str
    model: str
    word_count: int
    original_word_count: int
    processing_seconds: float
    created_at: datetime


class DocumentTagRow(NamedTuple):
    document_id: UUID
    tag_id: UUID
    suggested: bool


class PassageRow(NamedTuple):
    id: int
    text_version_id: int
    document_id: UUID
    library_id: UUID
    ordinal: int
    heading: str
    text: str
    first_page: int
    last_page: int
    spans: str
    search: str
    fingerprints: list[int]


class EmbeddingRow(NamedTuple):
    passage_id: int
    library_id: UUID
    space_id: int
    vector: str
