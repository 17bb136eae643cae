"""Into the trash, out of it, and away for good."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from library.actions import (
    empty_trash_soon,
    purge_document,
    restore_document,
    trash_document,
)
from library.actions.emptying import in_trash_of
from library.browsing import shown_count
from library.models import Document, Library
from library.views.rows import answer_row
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import AppError
from pdfsum.lib.htmx import render_either, wants_partial

PAGE_SIZE = 25
MOST_AT_ONCE = 100


@login_required
@require_safe
def trash_list(request: UserRequest) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).trashed()
    page = documents.fetch_page(
        cursor=request.GET.get("cursor"),
        limit=PAGE_SIZE,
        ordering="trashed",
        within=Library.objects.visible_to(request.user),
    )
    return render_either(
        request,
        page="library/trash_list.html",
        partial="library/_trash_rows.html",
        context={"page": page, "delay": settings.EMPTY_TRASH_DELAY},
    )


@login_required
@require_POST
def document_trash(request: UserRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    trash_document(user=request.user, document=document)
    if wants_partial(request):
        context = {"document": document, "count": shown_count(request)}
        return render(request, "library/_document_row_trashed.html", context)
    messages.info(request, trashed_notice(document))
    return redirect("library:document_list")


@login_required
@require_POST
def document_restore(request: UserRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    document = restore_document(user=request.user, document=document)
    if wants_partial(request):
        return answer_row(request, document, count=shown_count(request))
    notice = 'Restored “<a href="{}">{}</a>”.'
    url = document.get_absolute_url()
    messages.success(request, format_html(notice, url, document.title))
    return redirect("library:trash_list")


@login_required
@require_POST
def trash_restore(request: UserRequest) -> HttpResponse:
    """Restore what is selected. What cannot be is told one by one."""
    documents = Document.objects.visible_to(request.user).trashed()
    chosen = documents.with_keys(request.POST.getlist("document")[:MOST_AT_ONCE])
    restored = 0
    for document in chosen:
        try:
            restore_document(user=request.user, document=document)
            restored += 1
        except AppError as exc:
            messages.error(request, f"“{document.title}”: {exc}")
    if restored:
        noun = "document" if restored == 1 else "documents"
        messages.success(request, f"Restored {restored} {noun}.")
    elif not chosen:
        messages.info(request, "Select what you want to restore first.")
    return redirect("library:trash_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def trash_empty(request: UserRequest) -> HttpResponse:
    """How many would go, and the button that deletes them for good."""
    if request.method != "POST":
        context = {"count": in_trash_of(request.user).count()}
        return render(request, "library/trash_empty.html", context)
    if empty_trash_soon(user=request.user):
        messages.success(request, "The trash is empty.")
    else:
        messages.info(request, "The trash is being emptied. This takes a while.")
    return redirect("library:trash_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_purge(request: UserRequest, pk: UUID) -> HttpResponse:
    """What would go, and the button that deletes it for good."""
    trashed = Document.objects.visible_to(request.user).trashed()
    document = get_object_or_404(trashed, pk=pk)
    if request.method != "POST":
        context = {"document": document}
        return render(request, "library/document_purge.html", context)
    purge_document(user=request.user, document=document)
    messages.success(request, f"Deleted “{document.title}” for good.")
    return redirect("library:trash_list")


def trashed_notice(document: Document) -> str:
    notice = '“{}” is in <a href="{}">the trash</a>.'
    return format_html(notice, document.title, reverse("library:trash_list"))


def restore_notice(document: Document) -> str:
    notice = '“{}” is in <a href="{}">the trash</a>. Restore it from there instead.'
    return format_html(notice, document.title, reverse("library:trash_list"))
