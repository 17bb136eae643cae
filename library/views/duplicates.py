"""Documents that share pages, and what becomes of them."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from library.actions import trash_document
from library.actions.duplicates import dismiss_pair
from library.actions.versions import replace_document
from library.models import Document, NearDuplicate
from library.models.near_duplicates import Shared
from library.views.trash import trashed_notice
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either
from pdfsum.lib.ids import ids_in

PAGE_SIZE = 25


@login_required
@require_safe
def duplicate_list(request: UserRequest) -> HttpResponse:
    """Undecided pairs, those that share most first; `?document=` those of one."""
    pairs = NearDuplicate.objects.visible_to(request.user).undecided()
    for pk in ids_in(request.GET.getlist("document")):
        pairs = pairs.of(pk)
    page = pairs.closest_first().fetch_page(
        cursor=request.GET.get("cursor"), limit=PAGE_SIZE, ordering="closest"
    )
    return render_either(
        request,
        page="library/duplicate_list.html",
        partial="library/_duplicate_rows.html",
        context={"page": page, "is_of_one": "document" in request.GET},
    )


@login_required
@require_POST
def duplicate_dismiss(request: UserRequest, pk: int) -> HttpResponse:
    dismiss_pair(user=request.user, pair=_find(request, pk))
    messages.success(request, "They are not shown as duplicates any more.")
    return redirect("library:duplicate_list")


@login_required
@require_POST
def duplicate_trash(request: UserRequest, pk: int, document_pk: UUID) -> HttpResponse:
    shared = _seen_from(_find(request, pk), document_pk)
    trash_document(user=request.user, document=shared.document)
    messages.info(request, trashed_notice(shared.document))
    return redirect("library:duplicate_list")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def duplicate_replace(request: UserRequest, pk: int, document_pk: UUID) -> HttpResponse:
    """What would change, and the button that puts the other in its place."""
    shared = _seen_from(_find(request, pk), document_pk)
    if request.method != "POST":
        return render(request, "library/duplicate_replace.html", {"shared": shared})
    document = replace_document(
        user=request.user, document=shared.document, newer=shared.other
    )
    messages.success(request, f"“{document.title}” is the new version now.")
    return redirect(document)


def _find(request: UserRequest, pk: int) -> NearDuplicate:
    pairs = NearDuplicate.objects.visible_to(request.user)
    return get_object_or_404(pairs.closest_first(), pk=pk)


def _seen_from(pair: NearDuplicate, document_pk: UUID) -> Shared:
    for document in (pair.document, pair.twin):
        if document.pk == document_pk:
            return pair.seen_from(document)
    raise Http404(Document.__name__)
