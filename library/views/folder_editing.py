"""Folders made, renamed, moved and deleted; a document moved into one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from library.actions.documents import check_writable
from library.actions.folders import (
    Contents,
    FolderChanges,
    create_folder,
    delete_folder,
    edit_folder,
    move_documents,
)
from library.actions.permissions import check_library_writable
from library.models import Document, Folder, Library
from library.organising_forms import FolderForm, MoveForm
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.lib.ids import ids_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def folder_create(request: UserRequest) -> HttpResponse:
    """A folder of this name in `parent`, or at the top of one's own library."""
    parent = _parent(request)
    library = parent.library if parent else Library.objects.private_to(request.user)
    check_library_writable(request.user, library.pk)
    form = FolderForm(
        request.POST or None, library=library, initial={"parent": parent and parent.pk}
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            folder = create_folder(user=request.user, library=library, **data)
        except AppError as exc:
            form.add_error("name", str(exc))
        else:
            messages.success(request, f"The folder “{folder.name}” is there.")
            return redirect(folder.parent or "library:folder_list")
    context = {"form": form, "parent": parent}
    return render(request, "library/folder_create.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def folder_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    folder = _find(request, pk)
    check_library_writable(request.user, folder.library_id)
    form = FolderForm(
        request.POST or None,
        library=folder.library,
        folder=folder,
        initial={"name": folder.name, "parent": folder.parent_id},
    )
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        changes = FolderChanges(name=data["name"], parent=data["parent"])
        try:
            edit_folder(user=request.user, folder=folder, changes=changes)
        except AppError as exc:
            form.add_error(None, str(exc))
        else:
            messages.success(request, "The folder is saved.")
            return redirect(folder)
    return render(request, "library/folder_edit.html", {"folder": folder, "form": form})


@login_required
@require_POST
def folder_delete(request: UserRequest, pk: UUID) -> HttpResponse:
    """With `contents`: `keep` or `trash`."""
    folder = _find(request, pk)
    wish = request.POST.get("contents")
    contents = Contents.TRASH if wish == Contents.TRASH else Contents.KEEP
    delete_folder(user=request.user, folder=folder, contents=contents)
    where = "in the trash" if contents == Contents.TRASH else "one level up"
    messages.success(
        request, f"The folder “{folder.name}” is deleted. What was in it is {where}."
    )
    return redirect(folder.parent or "library:folder_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_move(request: UserRequest, pk: UUID) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).live()
    document = get_object_or_404(documents.select_related("library"), pk=pk)
    check_writable(request.user, document)
    form = MoveForm(
        request.POST or None,
        library=document.library,
        initial={"folder": document.folder_id},
    )
    if request.method == "POST" and form.is_valid():
        folder = form.cleaned_data["folder"]
        move_documents(user=request.user, documents=[document], folder=folder)
        place = f"in “{folder.name}”" if folder else "in no folder"
        messages.success(request, f"“{document.title}” is {place} now.")
        return redirect(document)
    context = {"document": document, "form": form}
    return render(request, "library/document_move.html", context)


def _find(request: UserRequest, pk: UUID) -> Folder:
    folders = Folder.objects.visible_to(request.user)
    return get_object_or_404(folders.select_related("library", "parent"), pk=pk)


def _parent(request: UserRequest) -> Folder | None:
    """Where it is to go, or where the form was called from."""
    wanted = request.POST.get("parent") or request.GET.get("parent")
    ids = ids_in([wanted or ""])
    return _find(request, ids[0]) if ids else None
