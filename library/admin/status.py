"""The operator's first look: storage, queues, failures and cache on one page."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from library import status


@never_cache
@require_safe
def operator_status(request: HttpRequest) -> HttpResponse:
    """For staff who may look at processing runs. Eight queries of its own."""
    if not request.user.has_perm("library.view_processingrun"):
        raise PermissionDenied
    context = admin.site.each_context(request) | {
        "title": "Status",
        "queues": status.queue_lines(),
        "documents": status.document_counts(),
        "failures": status.failures(),
        "storage": status.storage_figures(),
        "cache": status.cache_figures(),
    }
    return TemplateResponse(request, "admin/status.html", context)
