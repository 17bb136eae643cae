"""Is this process alive, and are the parts it needs? For load balancers."""

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def live(request: HttpRequest) -> JsonResponse:
    """The process answers. It touches nothing else."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """200 when database and cache answer, 503 naming the one that does not."""
    parts = {"database": _database_answers(), "cache": _cache_answers()}
    return JsonResponse(
        {name: "ok" if fine else "down" for name, fine in parts.items()},
        status=200 if all(parts.values()) else 503,
    )


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _cache_answers() -> bool:
    cache.set("health:ready:v1", 1, 10)
    return bool(cache.get("health:ready:v1") == 1)
