"""The tree of folders, and what lies in one of them."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from library.browsing import Browsing
from library.models import Folder
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either

# More are reached through the folders that they lie in.
MOST = 1000
BESIDE = 200


@login_required
@require_safe
def folder_list(request: UserRequest) -> HttpResponse:
    """The whole tree with its counts, as far as a page should be long."""
    visible = Folder.objects.visible_to(request.user)
    folders = visible.as_tree(with_counts=True, limit=MOST + 1)
    context = {
        "folders": folders[:MOST],
        "is_cut": len(folders) > MOST,
        "most": MOST,
    }
    return render(request, "library/folder_list.html", context)


@login_required
@require_safe
def folder_tree(request: UserRequest) -> HttpResponse:
    """The tree alone, for the margin of the library."""
    folders = Folder.objects.visible_to(request.user).as_tree(limit=BESIDE)
    return render(request, "library/_folder_tree_rows.html", {"folders": folders})


@login_required
@require_safe
def folder_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """Folders within, and documents right in it, newest first."""
    folders = Folder.objects.visible_to(request.user)
    folder = get_object_or_404(folders, pk=pk)
    browsing = Browsing(request, folder=folder.pk)
    page = browsing.fetch_page()
    response = render_either(
        request,
        page="library/folder_detail.html",
        partial="library/_document_rows_answer.html",
        context={
            "folder": folder,
            "ancestors": folder.with_ancestors()[:-1],
            "children": folders.children_of(folder)[:MOST],
            "browsing": browsing,
            "page": page,
            "is_running": any(row.is_unfinished for row in page.results),
        },
    )
    return browsing.remember(response)
