from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers

# htmx sends these beside HX-Request, yet expects a whole page back.
WHOLE_PAGE_HEADERS = ("HX-Boosted", "HX-History-Restore-Request")


def wants_partial(request: HttpRequest) -> bool:
    if request.headers.get("HX-Request") != "true":
        return False
    return not any(name in request.headers for name in WHOLE_PAGE_HEADERS)


def render_either(
    request: HttpRequest, *, page: str, partial: str, context: dict[str, Any]
) -> HttpResponse:
    """Render `partial` for an htmx swap, `page` for every other request."""
    template = partial if wants_partial(request) else page
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", *WHOLE_PAGE_HEADERS])
    return response
