"""The page on which the API explains itself: the same for everyone."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from ninja import NinjaAPI, Swagger


class SharedSwagger(Swagger):
    """Swagger without the CSRF token of one person: its script reads the cookie."""

    def render_page(
        self, request: HttpRequest, api: NinjaAPI, **kwargs: Any
    ) -> HttpResponse:
        options = self.settings | {"url": self.get_openapi_url(api, kwargs)}
        context = {"title": api.title, "options": options}
        # Without the request: nothing of it can get into the page.
        return HttpResponse(render_to_string("api_docs.html", context))
