"""Writes with side effects or of more than one row, for pages, API and commands."""

from library.actions.documents import (
    reprocess_document,
    reprocess_documents,
    restore_document,
    trash_document,
)
from library.actions.runs import end_in_error, requeue_stuck, take_over
from library.actions.uploads import add_sample_document, upload_document

__all__ = [
    "add_sample_document",
    "end_in_error",
    "reprocess_document",
    "reprocess_documents",
    "requeue_stuck",
    "restore_document",
    "take_over",
    "trash_document",
    "upload_document",
]
