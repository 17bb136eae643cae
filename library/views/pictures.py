"""Pages as pictures: thumbnails for lists, and pages as large as they are read."""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from library import pictures
from library.errors import PicturesBusyError
from library.models import Document
from library.pictures import Found, Wanted, picture_version
from pdfsum.accounts.http import UserRequest
from pdfsum.lib.errors import DiskFullError

# The address changes with the picture, so it need not be asked for again.
FOR_EVER = "private, max-age=31536000, immutable"
# Without a version in it, the picture behind an address may change.
ASK_AGAIN = "private, no-cache"
# After so many seconds the pictures that are being rendered now are done.
RETRY_SECONDS = 3


@login_required
@require_safe
def document_thumbnail(request: UserRequest, pk: UUID) -> HttpResponseBase:
    """Page one, 320 pixels wide; a neutral page where there is none to show."""
    return _answer(request, pictures.thumbnail_of(_find_document(request, pk)))


@login_required
@require_safe
def document_page_picture(
    request: UserRequest, pk: UUID, number: int
) -> HttpResponseBase:
    """One page as it is printed, 110 dots to the inch."""
    document = _find_document(request, pk)
    if not 1 <= number <= (document.page_count or 0):
        raise Http404
    return _answer(request, Wanted(document, number))


def _find_document(request: UserRequest, pk: UUID) -> Document:
    documents = Document.objects.visible_to(request.user)
    return get_object_or_404(documents.select_related("stored_file"), pk=pk)


def _answer(request: HttpRequest, wanted: Wanted) -> HttpResponseBase:
    """The picture, 304 if it is known, or the placeholder, which is never kept."""
    found = pictures.find(wanted)
    if found is None and not pictures.cannot_be_rendered(wanted):
        try:
            found = pictures.render(wanted)
        except PicturesBusyError as exc:
            busy = _placeholder(request, status=exc.status)
            busy["Retry-After"] = str(RETRY_SECONDS)
            return busy
        except DiskFullError:
            found = None
    return _picture(request, wanted, found) if found else _placeholder(request)


def _picture(request: HttpRequest, wanted: Wanted, found: Found) -> HttpResponseBase:
    etag = f'"{found.name.rpartition("/")[2].removesuffix(".webp")}"'
    modified = int(found.modified.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=modified)
    if response is None:
        with default_storage.open(found.name) as file:
            response = HttpResponse(file.read(), content_type="image/webp")
    response["ETag"] = etag
    response["Last-Modified"] = http_date(modified)
    versioned = request.GET.get("v") == picture_version(wanted.document)
    response["Cache-Control"] = FOR_EVER if versioned else ASK_AGAIN
    return response


def _placeholder(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    response = render(
        request,
        "library/no_picture.svg",
        content_type="image/svg+xml",
        status=status,
    )
    response["Cache-Control"] = "private, no-store"
    return response
