"""Writes with side effects or of more than one row, for pages, API and commands."""

from library.actions.cancelling import cancel_processing
from library.actions.documents import (
    reprocess_document,
    reprocess_documents,
    restore_document,
    trash_document,
)
from library.actions.emptying import (
    empty_trash,
    empty_trash_by_itself,
    empty_trash_soon,
    go_on_emptying,
)
from library.actions.purging import purge_document, purge_documents
from library.actions.retrying import retry_pages
from library.actions.runs import (
    end_in_error,
    end_in_outage,
    give_way,
    requeue_stuck,
    take_over,
)
from library.actions.unlocking import unlock_document
from library.actions.uploads import add_sample_document, upload_document

__all__ = [
    "add_sample_document",
    "cancel_processing",
    "empty_trash",
    "empty_trash_by_itself",
    "empty_trash_soon",
    "end_in_error",
    "end_in_outage",
    "give_way",
    "go_on_emptying",
    "purge_document",
    "purge_documents",
    "reprocess_document",
    "reprocess_documents",
    "requeue_stuck",
    "restore_document",
    "retry_pages",
    "take_over",
    "trash_document",
    "unlock_document",
    "upload_document",
]
