"""A new version of a document: sent, compared, confirmed or discarded."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from library.actions.versions import confirm_version, discard_version, upload_version
from library.models import Document
from library.reading.twins import waiting_version
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.lib.htmx import render_either
from pdfsum.lib.uploads import hashed


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_version(request: UserRequest, pk: UUID) -> HttpResponse:
    """Where a newer file is sent, and what is known of the one that waits."""
    document = _find(request, pk)
    error, status = "", 200
    if request.method == "POST":
        try:
            return _upload(request, document)
        except AppError as exc:
            error, status = str(exc), exc.status
    response = render_either(
        request,
        page="library/document_version.html",
        partial="library/_waiting_version.html",
        context={
            "document": document,
            "waiting": waiting_version(document),
            "error": error,
        },
    )
    response.status_code = status
    return response


@login_required
@require_POST
def version_confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    document = confirm_version(user=request.user, document=_find(request, pk))
    messages.success(request, f"“{document.title}” is the new version now.")
    return redirect(document)


@login_required
@require_POST
def version_discard(request: UserRequest, pk: UUID) -> HttpResponse:
    document = _find(request, pk)
    discard_version(user=request.user, document=document)
    messages.success(request, "Discarded the new version. Nothing has changed.")
    return redirect(document)


def _upload(request: UserRequest, document: Document) -> HttpResponse:
    file = request.FILES.get("file")
    if file is None:
        messages.error(request, "Choose a PDF first.")
        return redirect("library:document_version", document.pk)
    upload_version(user=request.user, document=document, upload=hashed(file))
    return redirect("library:document_version", document.pk)


def _find(request: UserRequest, pk: UUID) -> Document:
    return get_object_or_404(Document.objects.visible_to(request.user).live(), pk=pk)
