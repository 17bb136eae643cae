"""The password of an encrypted PDF, and pages that failed: both go on from there."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from library.actions import retry_pages, unlock_document
from library.errors import (
    AlreadyProcessingError,
    MissingPasswordError,
    NoFailedPagesError,
    NotLockedError,
    WrongPasswordError,
)
from library.models import Document
from library.views.rows import answer_row
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import wants_partial


@sensitive_post_parameters("password")
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_unlock(request: UserRequest, pk: UUID) -> HttpResponse:
    """Ask for the password; with the right one, the document goes on."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    if request.method == "POST":
        return _unlock(request, document)
    return render(request, "library/document_unlock.html", {"document": document})


@login_required
@require_POST
def document_retry(request: UserRequest, pk: UUID) -> HttpResponse:
    """Try the pages again that failed. A second click finds them tried already."""
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    try:
        retry_pages(user=request.user, document=document)
    except (AlreadyProcessingError, NoFailedPagesError) as exc:
        messages.info(request, str(exc))
    else:
        messages.info(request, "The pages that failed are being tried again.")
    return redirect(document)


def _unlock(request: UserRequest, document: Document) -> HttpResponse:
    """A row asks through htmx: its answer is the row, with what was wrong in it."""
    try:
        document = unlock_document(
            user=request.user,
            document=document,
            password=request.POST.get("password", ""),
        )
    except (MissingPasswordError, WrongPasswordError, NotLockedError) as exc:
        if wants_partial(request):
            return _tell_in_row(request, document, exc)
        return _tell(request, document, exc)
    if wants_partial(request):
        return answer_row(request, document)
    messages.success(request, f"“{document.title}” is unlocked and will be read now.")
    return redirect(document)


def _tell_in_row(
    request: UserRequest,
    document: Document,
    error: MissingPasswordError | WrongPasswordError | NotLockedError,
) -> HttpResponse:
    """With status 200, because htmx swaps nothing else in."""
    if isinstance(error, NotLockedError):
        raise error
    rows = Document.objects.visible_to(request.user).for_list()
    context = {"document": rows.get(pk=document.pk), "error": error}
    return render(request, "library/_document_row.html", context)


def _tell(
    request: UserRequest,
    document: Document,
    error: MissingPasswordError | WrongPasswordError | NotLockedError,
) -> HttpResponse:
    if isinstance(error, NotLockedError):  # Another tab, or a second click.
        messages.info(request, str(error))
        return redirect(document)
    context = {"document": document, "error": error}
    template = "library/document_unlock.html"
    return render(request, template, context, status=error.status)
