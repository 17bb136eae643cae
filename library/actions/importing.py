"""PDFs that lie on this machine, on their way into a library."""

import os
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from library.actions.uploads import check_upload, clean_filename, upload_document
from library.errors import (
    DuplicateDocumentError,
    DuplicateInTrashError,
    FileTooLargeError,
)
from library.models import Folder, Library
from pdfsum.accounts.models import User
from pdfsum.lib.errors import AppError, DiskFullError
from pdfsum.lib.uploads import FileChangedError, HashedUpload, UnreadableFileError

LINK = "It is a link, and links are not followed."


class Outcome(StrEnum):
    """What became of one file."""

    ADDED = "added"
    KNOWN = "already there"
    TRASHED = "in the trash"
    LEFT_OUT = "left out"
    CHANGING = "changing"
    REFUSED = "refused"


@dataclass(frozen=True)
class Imported:
    """What became of one file, and the sentence that says why, if it needs one."""

    outcome: Outcome
    sentence: str = ""


@dataclass(frozen=True)
class Found:
    """A PDF by its name, or what is in the way of one: then `problem` is set."""

    path: Path
    problem: Imported | None = None


def import_file(
    *,
    user: User,
    path: Path,
    library: Library | None = None,
    folder: Folder | None = None,
    tags: Iterable[str] = (),
    in_bulk: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Add a copy of a file to a library of `user`, or say why not.

    A dry run looks as closely and adds nothing. The file itself is left alone.
    Raises `DiskFullError`, which no further file would escape.
    """
    try:
        with closing(_copy(path)) as upload:
            if dry_run:
                check_upload(user=user, upload=upload, library=library)
            else:
                upload_document(
                    user=user,
                    upload=upload,
                    library=library,
                    folder=folder,
                    tags=tags,
                    in_bulk=in_bulk,
                )
    except DuplicateDocumentError as exc:
        return Imported(Outcome.KNOWN, str(exc))
    except DuplicateInTrashError as exc:
        return Imported(Outcome.TRASHED, str(exc))
    except FileChangedError as exc:
        return Imported(Outcome.CHANGING, str(exc))
    except DiskFullError:
        raise
    except AppError as exc:
        return Imported(Outcome.REFUSED, str(exc))
    return Imported(Outcome.ADDED)


def find_pdfs(root: Path, *, recursive: bool = True) -> Iterator[Found]:
    """What is named .pdf in a folder, by name, then what is below it.

    Hidden files and folders are passed over. Links are named and not followed, so
    that nothing outside the folder is read. Holds one folder's names at a time.
    """
    waiting = [root]
    while waiting:
        folder = waiting.pop()
        try:
            entries = _entries(folder)
        except OSError as exc:
            sentence = str(UnreadableFileError(exc))
            yield Found(folder, Imported(Outcome.REFUSED, sentence))
            continue
        for entry in entries:
            path = Path(entry.path)
            if entry.is_symlink() and (_is_pdf(path) or path.is_dir()):
                yield Found(path, Imported(Outcome.LEFT_OUT, LINK))
            elif _is_pdf(path) and not path.is_dir():
                yield Found(path)
        if recursive:
            inner = [e.path for e in entries if e.is_dir(follow_symlinks=False)]
            waiting += map(Path, reversed(inner))


def _copy(path: Path) -> HashedUpload:
    limit = settings.PDFSUM_MAX_UPLOAD_MB
    too_large = FileTooLargeError(clean_filename(path.name), limit)
    try:
        if path.lstat().st_size > limit * 1024 * 1024:
            raise too_large
    except OSError as exc:
        raise UnreadableFileError(exc) from exc
    return HashedUpload.copy_of(path, most=limit * 1024 * 1024)


def _entries(folder: Path) -> "list[os.DirEntry[str]]":
    with os.scandir(folder) as found:
        visible = (entry for entry in found if not entry.name.startswith("."))
        return sorted(visible, key=lambda entry: entry.name)


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"
