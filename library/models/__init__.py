from library.models.documents import Document
from library.models.files import StoredFile
from library.models.folders import Folder
from library.models.idempotent_uploads import IdempotentUpload
from library.models.libraries import Library, Membership
from library.models.library_imports import LibraryImport
from library.models.near_duplicates import NearDuplicate
from library.models.passages import Embedding, EmbeddingSpace, Passage
from library.models.preferences import Preferences
from library.models.runs import ProcessingRun
from library.models.summaries import Summary
from library.models.tags import DocumentTag, Tag
from library.models.texts import Page, TextVersion

__all__ = [
    "Document",
    "DocumentTag",
    "Embedding",
    "EmbeddingSpace",
    "Folder",
    "IdempotentUpload",
    "Library",
    "LibraryImport",
    "Membership",
    "NearDuplicate",
    "Page",
    "Passage",
    "Preferences",
    "ProcessingRun",
    "StoredFile",
    "Summary",
    "Tag",
    "TextVersion",
]
