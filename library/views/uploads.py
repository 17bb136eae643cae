"""Files on their way into the library."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from library.actions import add_sample_document, upload_document
from library.browsing import shown_count
from library.errors import DuplicateDocumentError, DuplicateInTrashError
from library.models import Document
from library.views.trash import restore_notice
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.lib.htmx import wants_partial
from pdfsum.lib.uploads import HashedUpload, hashed


@login_required
@require_POST
def document_upload(request: UserRequest) -> HttpResponse:
    """Add one file and answer with its row, or many and tell about each."""
    files = [hashed(file) for file in request.FILES.getlist("file")]
    if wants_partial(request) and len(files) == 1:
        return _answer_one(request, files[0])
    for upload in files:
        _add_and_tell(request, upload)
    if not files:
        messages.error(request, "Choose one or more PDF files first.")
    return redirect("library:document_list")


@login_required
@require_POST
def add_sample(request: UserRequest) -> HttpResponse:
    add_sample_document(user=request.user)
    return redirect("library:document_list")


def _answer_one(request: UserRequest, upload: HashedUpload) -> HttpResponse:
    try:
        document = upload_document(user=request.user, upload=upload)
    except AppError as exc:
        context = {"error": exc}
        template = "library/_upload_refused.html"
        return render(request, template, context, status=exc.status)
    return render(
        request,
        "library/_document_row_answer.html",
        {"document": document, "count": shown_count(request)},
        status=201,
    )


def _add_and_tell(request: UserRequest, upload: HashedUpload) -> None:
    """One message for each file: the page that follows is the only answer."""
    try:
        document = upload_document(user=request.user, upload=upload)
    except DuplicateDocumentError as exc:
        notice = "“{}”: you already have this file, as “{}”."
        messages.info(request, format_html(notice, upload.name, _link(exc.existing)))
    except DuplicateInTrashError as exc:
        messages.warning(request, restore_notice(exc.existing))
    except AppError as exc:
        messages.error(request, str(exc))
    else:
        messages.success(request, format_html("Added “{}”.", _link(document)))


def _link(document: Document) -> str:
    url = document.get_absolute_url()
    return format_html('<a href="{}">{}</a>', url, document.title)
