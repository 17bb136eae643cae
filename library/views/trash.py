"""Into the trash and out of it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST, require_safe

from library.actions import restore_document, trash_document
from library.models import Document
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either, wants_partial

PAGE_SIZE = 25


@login_required
@require_safe
def trash_list(request: UserRequest) -> HttpResponse:
    documents = Document.objects.visible_to(request.user).trashed()
    page = documents.fetch_page(
        cursor=request.GET.get("cursor"), limit=PAGE_SIZE, ordering="trashed"
    )
    return render_either(
        request,
        page="library/trash_list.html",
        partial="library/_trash_rows.html",
        context={"page": page},
    )


@login_required
@require_POST
def document_trash(request: UserRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    trash_document(user=request.user, document=document)
    if wants_partial(request):
        context = {"document": document}
        return render(request, "library/_document_row_trashed.html", context)
    messages.info(request, trashed_notice(document))
    return redirect("library:document_list")


@login_required
@require_POST
def document_restore(request: UserRequest, pk: UUID) -> HttpResponse:
    document = get_object_or_404(Document.objects.visible_to(request.user), pk=pk)
    document = restore_document(user=request.user, document=document)
    if wants_partial(request):
        context = {"document": document}
        return render(request, "library/_document_row_answer.html", context)
    notice = 'Restored “<a href="{}">{}</a>”.'
    url = document.get_absolute_url()
    messages.success(request, format_html(notice, url, document.title))
    return redirect("library:trash_list")


def trashed_notice(document: Document) -> str:
    notice = '“{}” is in <a href="{}">the trash</a>.'
    return format_html(notice, document.title, reverse("library:trash_list"))


def restore_notice(document: Document) -> str:
    notice = '“{}” is in <a href="{}">the trash</a>. Restore it from there instead.'
    return format_html(notice, document.title, reverse("library:trash_list"))
