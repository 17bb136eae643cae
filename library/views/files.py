from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from library.file_response import file_response
from library.models import Document
from pdfsum.accounts.http import UserRequest


@login_required
@require_safe
def document_file(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """The PDF as it was uploaded; `?download=1` saves it instead of showing it."""
    documents = Document.objects.visible_to(request.user).outside_trash()
    document = get_object_or_404(documents.select_related("stored_file"), pk=pk)
    return file_response(request, document, as_attachment="download" in request.GET)
