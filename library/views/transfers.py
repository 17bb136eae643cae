"""Whole libraries out and in."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from library.actions.library_imports import start_import
from library.errors import NoArchiveError
from library.forms import LibraryImportForm
from library.models import Library
from library.models.library_imports import latest_imports
from library.transfer.writing import export_response
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.lib.uploads import hashed


@login_required
@require_safe
def library_export(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """A library that one may read, as a ZIP that is made while it is sent."""
    library = get_object_or_404(Library.objects.visible_to(request.user), pk=pk)
    return export_response(request.user, library)


@login_required
@require_POST
def library_import(request: UserRequest) -> HttpResponse:
    """Take an export and have it worked off; the page that follows shows how far."""
    form = LibraryImportForm(request.POST, request.FILES, user=request.user)
    try:
        if not form.is_valid():
            raise NoArchiveError
        start_import(
            user=request.user,
            library=form.cleaned_data["library"],
            upload=hashed(form.cleaned_data["file"]),
        )
    except AppError as exc:
        messages.error(request, str(exc))
    return redirect("your_data")


@login_required
@require_safe
def library_import_list(request: UserRequest) -> HttpResponse:
    """The last imports of this user, asked for again while one is at work."""
    imports = latest_imports(request.user)
    return render(request, "library/_library_imports.html", {"imports": imports})
