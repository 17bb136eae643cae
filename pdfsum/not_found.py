"""What an address that leads nowhere answers: JSON to programs, a page to people."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.defaults import page_not_found


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        body = {"code": "not_found", "detail": "There is no such address."}
        return JsonResponse(body, status=404)
    return page_not_found(request, exception)
