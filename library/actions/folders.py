"""Folders, made where somebody names them."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import Value
from django.db.models.functions import Lower

from library.models import Folder, Library

LONGEST_NAME = 100


def folder_at(*, library: Library, names: Sequence[str]) -> Folder | None:
    """The folder at this path of a library, made as far as it is not there.

    None for a path without names. Costs a query for each name, more when made.
    """
    folder = None
    for name in filter(None, map(clean_folder_name, names)):
        folder = _find_or_make(library, folder, name)
    return folder


def clean_folder_name(name: str) -> str:
    """Without control characters and outer blanks, as long as a folder's may be."""
    printable = "".join(c for c in name if c.isprintable())
    return printable.strip()[:LONGEST_NAME].strip()


def _find_or_make(library: Library, parent: Folder | None, name: str) -> Folder:
    """Names that differ in case only are one, as in the constraint that decides."""
    here = Folder.objects.filter(library=library, parent=parent)
    same = here.annotate(lower_name=Lower("name")).filter(lower_name=Lower(Value(name)))
    if found := same.first():
        return found
    try:
        with transaction.atomic():
            return Folder.objects.create(library=library, parent=parent, name=name)
    except IntegrityError:
        # Somebody made it between the look and the insert.
        return same.get()
