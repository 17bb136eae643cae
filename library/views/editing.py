"""What people know better about a document than its PDF: the form, and its card."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from library.actions.documents import check_writable
from library.actions.editing import DocumentChanges, edit_document
from library.forms import DocumentForm
from library.languages import language_name
from library.models import Document
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.htmx import render_either, wants_partial


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def document_edit(request: UserRequest, pk: UUID) -> HttpResponse:
    """The form, in place of the card or as a page; saved, the card with its news."""
    document = _find(request, pk)
    check_writable(request.user, document)
    form = DocumentForm(request.POST or None, initial=_initial(document))
    if request.method == "POST" and form.is_valid():
        return _save(request, document, form)
    form.put_focus()
    in_place = wants_partial(request)
    return render_either(
        request,
        page="library/document_edit.html",
        partial="library/_document_edit.html",
        context={"document": document, "form": form, "in_place": in_place},
    )


@login_required
@require_safe
def document_facts(request: UserRequest, pk: UUID) -> HttpResponse:
    """The card alone, for those who leave the form; else the document's page."""
    document = _find(request, pk)
    if not wants_partial(request):
        return redirect(document)
    context = _card(document) | {"is_back": True}
    return render(request, "library/_document_facts_card.html", context)


def _save(request: UserRequest, document: Document, form: DocumentForm) -> HttpResponse:
    data = form.cleaned_data
    changes = DocumentChanges(
        title=data["title"],
        authors=data["authors"],
        document_date=data["document_date"],
        doi=data["doi"],
    )
    edit_document(user=request.user, document=document, changes=changes)
    if not wants_partial(request):
        messages.success(request, "The details are saved.")
        return redirect(document)
    context = _card(_find(request, document.pk)) | {"is_back": True, "is_saved": True}
    return render(request, "library/_document_edit_answer.html", context)


def _find(request: UserRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).live().for_list()
    return get_object_or_404(documents, pk=pk)


def _initial(document: Document) -> dict[str, object]:
    return {name: getattr(document, name) for name in DocumentForm.base_fields}


def _card(document: Document) -> dict[str, object]:
    return {"document": document, "language": language_name(document.language)}
