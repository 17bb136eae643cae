"""Proposals that a person accepted, held against what is true by now."""

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction

from library.actions.folders import create_folder, move_documents
from library.folder_names import unfiled_with
from library.models import Document, Folder, Library, Tag
from pdfsum.accounts.models import User
from pdfsum.lib.batches import pk_batches


@transaction.atomic
def file_documents(*, user: User, choices: Iterable[tuple[UUID, UUID]]) -> int:
    """Put documents into folders, as pairs of their ids say; count them.

    Passed over is what is not so any more: documents that are filed, trashed or out
    of sight, folders that are gone or of another library.
    """
    folder_of = dict(choices)
    folders = Folder.objects.visible_to(user).in_bulk(set(folder_of.values()))
    # All locks in the one order: libraries, then documents by id.
    for library in sorted({folder.library_id for folder in folders.values()}):
        Library.objects.lock_folders(library)
    unfiled = Document.objects.writable_by(user).live().filter(folder=None)
    chosen = unfiled.filter(pk__in=folder_of).order_by("pk").only("library")
    groups: dict[UUID, list[Document]] = defaultdict(list)
    for document in chosen.select_for_update(no_key=True, of=("self",)):
        folder = folders.get(folder_of[document.pk])
        if folder and folder.library_id == document.library_id:
            groups[folder.pk].append(document)
    return sum(
        move_documents(user=user, documents=documents, folder=folders[pk])
        for pk, documents in sorted(groups.items())
    )


@transaction.atomic
def make_folders_of_tags(*, user: User, tags: Iterable[Tag]) -> int:
    """A folder named after each tag, with the unfiled documents that carry it.

    A document with several goes into the first. Counts the documents.
    """
    library = Library.objects.private_to(user)
    count = 0
    for tag in tags:
        folder = library.folders.filter(parent=None).named(tag.name).first()
        if folder is None:
            folder = create_folder(user=user, library=library, name=tag.name)
        for pks in pk_batches(unfiled_with(tag)):
            documents = Document.objects.filter(pk__in=pks).only("library")
            count += move_documents(user=user, documents=documents, folder=folder)
    return count
