"""One row of a list of documents, as the answer to the button that stands in it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from library.models import Document
from pdfsum.accounts.http import UserRequest


def answer_row(
    request: UserRequest, document: Document, **context: Any
) -> HttpResponse:
    """The row as it is now, with the focus on it; watched while it is not ready.

    Two queries: actions return documents without what a row prints.
    """
    rows = Document.objects.visible_to(request.user).for_list()
    context |= {"document": rows.get(pk=document.pk), "is_back": True}
    return render(request, "library/_document_row_answer.html", context)
