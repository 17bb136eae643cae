"""The tags of one document: put on, taken off, and suggestions answered.

Each answers htmx with the document's tags, as they stand then, and everybody else
with the page that they came from.
"""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from library.actions.tags import (
    accept_suggestions,
    accept_tag,
    reject_suggestions,
    reject_tag,
    rename_suggestion,
    tag_documents,
)
from library.errors import TagNameError
from library.models import Document, Tag
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.going_back import page_before
from pdfsum.lib.htmx import wants_partial


@login_required
@require_POST
def document_tag(request: UserRequest, pk: UUID) -> HttpResponse:
    """Put on what is typed: one name, or several by commas."""
    document = _find(request, pk)
    typed = request.POST.get("name", "")
    names = [name for name in typed.split(",") if name.strip()]
    try:
        tag_documents(user=request.user, documents=[document], names=names)
    except TagNameError as exc:
        return _answer(request, document, is_typing=True, error=str(exc), typed=typed)
    return _answer(request, document, is_typing=True)


@login_required
@require_POST
def document_tag_accept(request: UserRequest, pk: UUID, tag_pk: UUID) -> HttpResponse:
    document = _find(request, pk)
    if tag := _tag(request, tag_pk):
        accept_tag(user=request.user, document=document, tag=tag)
    return _answer(request, document)


@login_required
@require_POST
def document_tag_reject(request: UserRequest, pk: UUID, tag_pk: UUID) -> HttpResponse:
    """Reject a suggestion, or take a tag off."""
    document = _find(request, pk)
    if tag := _tag(request, tag_pk):
        reject_tag(user=request.user, document=document, tag=tag)
    return _answer(request, document)


@login_required
@require_POST
def document_tag_rename(request: UserRequest, pk: UUID, tag_pk: UUID) -> HttpResponse:
    """Put the suggestion on under a better name."""
    document = _find(request, pk)
    typed = request.POST.get("name", "")
    tag = _tag(request, tag_pk)
    try:
        if tag:
            rename_suggestion(user=request.user, document=document, tag=tag, name=typed)
    except TagNameError as exc:
        return _answer(request, document, error=str(exc))
    return _answer(request, document)


@login_required
@require_POST
def document_tags_accept(request: UserRequest, pk: UUID) -> HttpResponse:
    document = _find(request, pk)
    accept_suggestions(user=request.user, document=document)
    return _answer(request, document)


@login_required
@require_POST
def document_tags_reject(request: UserRequest, pk: UUID) -> HttpResponse:
    document = _find(request, pk)
    reject_suggestions(user=request.user, document=document)
    return _answer(request, document)


def _find(request: UserRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user).live().for_list()
    return get_object_or_404(documents, pk=pk)


def _tag(request: UserRequest, pk: UUID) -> Tag | None:
    """None once it is gone: a second click, or a document that was read anew."""
    return Tag.objects.visible_to(request.user).filter(pk=pk).first()


def _answer(
    request: UserRequest,
    document: Document,
    *,
    is_typing: bool = False,
    error: str = "",
    typed: str = "",
) -> HttpResponse:
    back = page_before(request, default=document.get_absolute_url())
    if wants_partial(request):
        context = {
            "document": _find(request, document.pk),
            "in_row": "in_row" in request.POST,
            "back": request.POST.get("next", ""),
            "is_answer": True,
            "is_typing": is_typing,
            "error": error,
            "typed": typed,
        }
        return render(request, "library/_document_tags.html", context)
    if error:
        messages.error(request, error)
    return redirect(back)
