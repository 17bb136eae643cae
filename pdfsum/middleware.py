"""What every page response passes through."""

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pdfsum.answers import tell_wrong_method
from pdfsum.lib.errors import AppError
from pdfsum.lib.htmx import wants_partial

GetResponse = Callable[[HttpRequest], HttpResponse]

# Own scripts, styles and pictures only; nothing inline, nothing framed.
CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)


class SecurityHeadersMiddleware:
    """Content security policy, and the time each answer took in milliseconds."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        start = time.perf_counter()
        response = self.get_response(request)
        response.setdefault("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        # What one person saw must not come back after they have logged out.
        response.setdefault("Cache-Control", "private, no-store")
        elapsed = (time.perf_counter() - start) * 1000
        response["X-Process-Time"] = f"{elapsed:.1f}"
        return response


class AppErrorMiddleware:
    """A page's `AppError` becomes a page or an htmx notice, the API's 405 JSON."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return tell_wrong_method(request, self.get_response(request))

    def process_exception(
        self, request: HttpRequest, exc: Exception
    ) -> HttpResponse | None:
        if not isinstance(exc, AppError):
            return None
        template = "_error.html" if wants_partial(request) else "error.html"
        return render(request, template, {"error": exc}, status=exc.status)
