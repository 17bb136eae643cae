"""What is told where no view can tell it: JSON to programs, a page to people."""

from http import HTTPStatus

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views import csrf, defaults

from pdfsum.accounts.errors import CsrfFailedError

# Code and sentence of a status, for errors about which nothing more is known.
TOLD = {
    400: ("bad_request", "This request is damaged. Check how it is made up."),
    401: ("not_authenticated", "Send a valid API key, or log in."),
    403: ("forbidden", "You may not do this."),
    404: ("not_found", "There is no such address."),
    405: ("method_not_allowed", "Use a method that the Allow header names."),
    413: ("body_too_large", "This request is larger than this address takes."),
    429: ("too_many_requests", "Too many requests. Wait a little, then try again."),
    500: ("internal_error", "Something went wrong here. It has been logged."),
}


def is_api(path: str) -> bool:
    """The one decision: below this prefix programs listen, elsewhere people."""
    return path.startswith("/api/")


def tell(status: int, *, detail: str = "") -> JsonResponse:
    """The API's error of this status, with a sentence of its own if one is given."""
    code, sentence = TOLD.get(status) or _from_phrase(status)
    return JsonResponse({"code": code, "detail": detail or sentence}, status=status)


def tell_early(
    path: str, *, status: int, code: str, detail: str, is_htmx: bool
) -> HttpResponse:
    """An answer given before there is a request, a session or a database."""
    if is_api(path):
        return JsonResponse({"code": code, "detail": detail}, status=status)
    template = "_error.html" if is_htmx else "error.html"
    return HttpResponse(render_to_string(template, {"error": detail}), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request.path):
        too_big = isinstance(exception, RequestDataTooBig)
        return tell(413 if too_big else 400)
    return defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request.path):
        return tell(403)
    return defaults.permission_denied(request, exception)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if is_api(request.path):
        error = CsrfFailedError()
        body = {"code": error.code, "detail": str(error)}
        return JsonResponse(body, status=error.status)
    return csrf.csrf_failure(request, reason)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    if is_api(request.path):
        return tell(404)
    return defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    if is_api(request.path):
        return tell(500)
    return defaults.server_error(request)


def tell_wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Ninja and Django answer 405 with a text or with nothing: the API's shape, a page.

    People get there by logging in again after a button that was pressed logged out.
    """
    if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
        return response
    if is_api(request.path):
        told: HttpResponse = tell(405)
    else:
        context = {"error": "Nothing was changed. Go back and press the button again."}
        told = render(request, "error.html", context, status=405)
    told["Allow"] = response["Allow"]
    return told


def _from_phrase(status: int) -> tuple[str, str]:
    phrase = HTTPStatus(status).phrase
    return phrase.lower().replace(" ", "_"), f"{phrase}."
