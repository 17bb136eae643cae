"""Pages that are the same for everyone, made once in a while for all of them."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_page
from django.views.decorators.http import require_safe
from django_redis.serializers.base import BaseSerializer

View = Callable[..., HttpResponse]


def same_for_everyone(view: View) -> View:
    """Keep what `view` answers in the cache `pages`, also in browsers.

    Only for GET, and for views that read nothing of the request. With a query the view
    is asked itself: whoever invents addresses fills no memory.
    """
    view = require_safe(view)
    cached: View = cache_page(settings.CACHE_TTL_PAGES, cache="pages")(view)

    @wraps(cached)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = view if request.META.get("QUERY_STRING") else cached
        return chosen(request, *args, **kwargs)

    return answer


class PageSerializer(BaseSerializer):  # type: ignore[misc]
    """Text responses as JSON, and the lists of headers that Django keeps beside them.

    Not pickle: whoever can write to the cache could run code by it.
    """

    def dumps(self, value: Any) -> bytes:
        if isinstance(value, HttpResponse):
            value = {
                "status": value.status_code,
                "headers": dict(value.items()),
                "content": value.content.decode(),
            }
        return json.dumps(value).encode()

    def loads(self, value: bytes) -> Any:
        found = json.loads(value)
        if isinstance(found, dict):
            return HttpResponse(
                found["content"], status=found["status"], headers=found["headers"]
            )
        return found
