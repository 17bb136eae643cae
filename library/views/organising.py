"""Unfiled documents towards folders: proposals, and those that are accepted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from library.actions.organising import file_documents, make_folders_of_tags
from library.folder_names import propose_names
from library.models import Folder, Library, Tag
from library.organising import propose_folders
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.ids import ids_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def organise(request: UserRequest) -> HttpResponse:
    """A dry run to look through; what is ticked of it is moved, and nothing else."""
    if request.method == "POST":
        return _file(request)
    has_folders = Folder.objects.visible_to(request.user).exists()
    context = {
        "has_folders": has_folders,
        "names": [] if has_folders else propose_names(user=request.user),
        "proposals": propose_folders(
            user=request.user, cursor=request.GET.get("cursor")
        ),
    }
    return render(request, "library/organise.html", context)


@login_required
@require_POST
def organise_tags(request: UserRequest) -> HttpResponse:
    """Make folders of the ticked tags."""
    chosen = ids_in(request.POST.getlist("tag"))
    home = Library.objects.private_to(request.user)
    tags = Tag.objects.visible_to(request.user).filter(library=home).in_bulk(chosen)
    # In the order of the page, where the most used come first.
    ordered = [tags[pk] for pk in chosen if pk in tags]
    count = make_folders_of_tags(user=request.user, tags=ordered)
    _tell(request, count)
    return redirect("library:folder_list")


def _file(request: UserRequest) -> HttpResponse:
    choices = []
    for text in request.POST.getlist("move"):
        match ids_in(text.split(":")):
            case [document, folder]:
                choices.append((document, folder))
    _tell(request, file_documents(user=request.user, choices=choices))
    return redirect("library:organise")


def _tell(request: UserRequest, count: int) -> None:
    if count:
        documents = "1 document" if count == 1 else f"{count:,} documents"
        messages.success(request, f"{documents} moved.")
    else:
        messages.info(request, "Nothing was moved.")
