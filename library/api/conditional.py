"""One document as JSON, or 304 to who has it."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date


def document_response(
    request: HttpRequest, shown: dict[str, Any], modified: datetime
) -> HttpResponseBase:
    """`shown` is for who has been asked for permission; its `url` is a path.

    The ETag is of the very bytes, so it changes with whatever they show.
    """
    if "url" in shown:
        shown = shown | {"url": request.build_absolute_uri(shown["url"])}
    content = json.dumps(shown).encode()
    etag = f'"{sha256(content).hexdigest()[:32]}"'
    since = int(modified.timestamp())
    whole = HttpResponse(content, content_type="application/json; charset=utf-8")
    known = get_conditional_response(request, etag=etag, last_modified=since)
    response: HttpResponseBase = known or whole
    response["ETag"] = etag
    response["Last-Modified"] = http_date(since)
    # Kept by the browser, yet asked for each time: permission may have ended.
    response["Cache-Control"] = "private, no-cache"
    patch_vary_headers(response, ["Authorization", "Cookie"])
    return response
