"""The library page and the page of one document."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.defaultfilters import filesizeformat
from django.views.decorators.http import require_POST, require_safe

from library.actions import reprocess_document
from library.browsing import Browsing
from library.in_work import describe_batch
from library.languages import language_name
from library.models import Document
from library.reading.citations import cite_summary
from library.reading.page_text import read_page
from library.views.rows import answer_row
from library.waiting import explain
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either, wants_partial


@login_required
@require_safe
def document_list(request: UserRequest) -> HttpResponse:
    """The library, filtered and ordered by its address; rows alone for htmx."""
    browsing = Browsing(request)
    page = browsing.fetch_page()
    is_running = any(row.is_unfinished for row in page.results)
    max_bytes = settings.PDFSUM_MAX_UPLOAD_MB * 1024 * 1024
    response = render_either(
        request,
        page="library/document_list.html",
        partial="library/_document_rows_answer.html",
        context={
            "browsing": browsing,
            "page": page,
            "is_running": is_running,
            "batch": describe_batch(request.user) if is_running else "",
            "max_bytes": max_bytes,
            "max_size": filesizeformat(max_bytes).replace(".0", ""),
        },
    )
    return browsing.remember(response)


@login_required
@require_safe
def document_detail(request: UserRequest, pk: UUID) -> HttpResponse:
    """One document; `?page=12&at=start-end` or `&passage=id` marks the evidence."""
    documents = Document.objects.visible_to(request.user).live().for_list()
    document = get_object_or_404(documents, pk=pk)
    reading = read_page(document, request.GET)
    # htmx swaps the page of text only.
    summary = None if wants_partial(request) else cite_summary(document)
    return render_either(
        request,
        page="library/document_detail.html",
        partial="library/_document_page.html",
        context={
            "document": document,
            "summary": summary,
            "reading": reading,
            "state": explain([document])[document.pk]
            if document.is_unfinished
            else None,
            "language": language_name(document.language),
        },
    )


@login_required
@require_POST
def document_reprocess(request: UserRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    document = reprocess_document(user=request.user, document=document)
    if wants_partial(request):
        return answer_row(request, document)
    messages.info(request, f"“{document.title}” is being read anew.")
    return redirect(document)
