"""Documents, pages, tags for programs. Each endpoint: a named query or an action."""

from library.api import (
    bulk,
    documents,
    exports,
    facts,
    files,
    folders,
    libraries,
    lists,
    progress,
    summaries,
    tags,
    trash,
    unlock,
    versions,
)
from library.api.router import router

__all__ = [
    "bulk",
    "documents",
    "exports",
    "facts",
    "files",
    "folders",
    "libraries",
    "lists",
    "progress",
    "router",
    "summaries",
    "tags",
    "trash",
    "unlock",
    "versions",
]
