"""Folders for programs."""

from typing import Annotated
from uuid import UUID

from django.shortcuts import get_object_or_404
from ninja import Path, Query, Status

from library.actions.folders import (
    Contents,
    FolderChanges,
    create_folder,
    delete_folder,
    edit_folder,
)
from library.api.parameters import Cursor, Limit, Offset
from library.api.router import router
from library.models import Folder, Library
from library.organising import Proposals, propose_folders
from library.schemas import (
    ErrorOut,
    FolderIn,
    FolderOut,
    FolderPatch,
    FolderSuggestionPage,
    InvalidOut,
)
from pdfsum.accounts.http import UserRequest

FolderId = Annotated[UUID, Path(description="The folder's id.")]


@router.get("/folders", response=list[FolderOut], tags=["folders"])
def list_folders(
    request: UserRequest,
    library: Annotated[UUID | None, Query(description="Of this library only.")] = None,
    limit: Annotated[int, Query(ge=1, le=1000, description="Folders in all.")] = 1000,
    offset: Offset = 0,
) -> list[Folder]:
    """Your folders as a tree: each before what is in it, side by side by name."""
    folders = Folder.objects.visible_to(request.user)
    if library:
        folders = folders.filter(library=library)
    return folders.as_tree(with_counts=True, limit=limit, offset=offset)


@router.get("/folders/suggestions", response=FolderSuggestionPage, tags=["folders"])
def suggest_folders(
    request: UserRequest, cursor: Cursor = None, limit: Limit = 50
) -> Proposals:
    """Folders for documents that are in none. Accept one by a PATCH of the document.

    `limit` counts the documents that are looked at; some are like no folder.
    """
    return propose_folders(user=request.user, cursor=cursor, limit=limit)


@router.post(
    "/folders",
    response={201: FolderOut, 404: ErrorOut, 409: ErrorOut, 422: InvalidOut},
    tags=["folders"],
)
def make_folder(request: UserRequest, data: FolderIn) -> Status[Folder]:
    """Make a folder in another one, or at the top of a library, yours by default."""
    parent = _find(request, data.parent) if data.parent else None
    folder = create_folder(
        user=request.user,
        library=_library(request, data.library, parent),
        name=data.name,
        parent=parent,
    )
    return Status(201, _describe(request, folder.pk))


@router.patch(
    "/folders/{uuid:pk}", response={200: FolderOut, 409: ErrorOut}, tags=["folders"]
)
def patch_folder(request: UserRequest, pk: FolderId, data: FolderPatch) -> Folder:
    """Rename a folder, or move it with all that is in it; what you leave out stays."""
    changes: FolderChanges = {}
    sent = data.dict(exclude_unset=True)
    if "name" in sent:
        changes["name"] = sent["name"]
    if "parent" in sent:
        parent = sent["parent"]
        changes["parent"] = _find(request, parent) if parent else None
    edit_folder(user=request.user, folder=_find(request, pk), changes=changes)
    return _describe(request, pk)


@router.delete("/folders/{uuid:pk}", response={204: None}, tags=["folders"])
def remove_folder(
    request: UserRequest,
    pk: FolderId,
    contents: Annotated[
        Contents,
        Query(
            description="`keep` moves what is in it up a level, `trash` its documents "
            "and those of all folders within into the trash."
        ),
    ] = Contents.KEEP,
) -> Status[None]:
    """Delete a folder, with a choice for what is in it."""
    delete_folder(user=request.user, folder=_find(request, pk), contents=contents)
    return Status(204, None)


def _library(
    request: UserRequest, library: UUID | None, parent: Folder | None
) -> Library:
    if library:
        return get_object_or_404(Library.objects.visible_to(request.user), pk=library)
    return parent.library if parent else Library.objects.private_to(request.user)


def _find(request: UserRequest, pk: UUID) -> Folder:
    folders = Folder.objects.visible_to(request.user).select_related("library")
    return get_object_or_404(folders, pk=pk)


def _describe(request: UserRequest, pk: UUID) -> Folder:
    folders = Folder.objects.visible_to(request.user).with_count()
    folder = get_object_or_404(folders, pk=pk)
    folder.path = "/".join(one.name for one in folder.with_ancestors())
    return folder
