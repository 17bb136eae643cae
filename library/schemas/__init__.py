"""What the API takes and gives. Fields are named one by one, on purpose."""

from library.schemas.documents import (
    DocumentOut,
    DocumentPage,
    DocumentPatch,
    LibraryPage,
    TrashedOut,
    TrashPage,
)
from library.schemas.errors import DuplicateOut, ErrorOut, ExistingOut, InvalidOut
from library.schemas.folders import (
    FolderIn,
    FolderOut,
    FolderPatch,
    FolderSuggestionPage,
)
from library.schemas.libraries import LibraryOut
from library.schemas.pages import ContentsEntryOut, PageOut
from library.schemas.progress import DocumentProgressOut, ProgressOut
from library.schemas.summaries import SummaryIn, SummaryOut
from library.schemas.tags import (
    DocumentTagOut,
    TagExistsOut,
    TagMergeIn,
    TagOut,
    TagPatch,
    TagRef,
)

__all__ = [
    "ContentsEntryOut",
    "DocumentOut",
    "DocumentPage",
    "DocumentPatch",
    "DocumentProgressOut",
    "DocumentTagOut",
    "DuplicateOut",
    "ErrorOut",
    "ExistingOut",
    "FolderIn",
    "FolderOut",
    "FolderPatch",
    "FolderSuggestionPage",
    "InvalidOut",
    "LibraryOut",
    "LibraryPage",
    "PageOut",
    "ProgressOut",
    "SummaryIn",
    "SummaryOut",
    "TagExistsOut",
    "TagMergeIn",
    "TagOut",
    "TagPatch",
    "TagRef",
    "TrashPage",
    "TrashedOut",
]
