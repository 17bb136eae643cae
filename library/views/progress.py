"""How far the jobs are: one fragment for a list, one for a document."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from library.in_work import describe_batch
from library.models import Document
from library.waiting import explain
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.ids import ids_in

# The oldest of them are processed first, and stand last on the page.
MAX_WATCHED = 100


@login_required
@require_safe
def document_list_progress(request: UserRequest) -> HttpResponse:
    """The rows of `?id=…&id=…` as they are now; polled by the library page."""
    asked = ids_in(request.GET.getlist("id"))[-MAX_WATCHED:]
    documents = Document.objects.visible_to(request.user).live().for_list()
    found = documents.in_bulk(asked)
    states = explain(found.values())
    finished = [row for row in found.values() if not row.is_unfinished]
    is_running = len(finished) < len(found)
    context = {
        "rows": [(row, states[pk]) for pk, row in found.items()],
        "finished": finished,
        "gone": [pk for pk in asked if pk not in found],
        "is_running": is_running,
        "batch": describe_batch(request.user) if is_running else "",
    }
    return render(request, "library/document_list_progress.html", context)


@login_required
@require_safe
def document_detail_progress(request: UserRequest, pk: UUID) -> HttpResponse:
    """The bar of one document; asks htmx to load the page anew when it is done."""
    documents = Document.objects.visible_to(request.user).live().for_list()
    document = get_object_or_404(documents, pk=pk)
    if not document.is_unfinished:
        return HttpResponse(headers={"HX-Refresh": "true"})
    context = {"document": document, "state": explain([document])[document.pk]}
    return render(request, "library/document_detail_progress.html", context)
