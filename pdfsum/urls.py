"""Every address of the site. Apps mount their own below."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from library.admin.status import operator_status
from pdfsum import health
from pdfsum.api import api
from pdfsum.help import help_page

urlpatterns = [
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("help/", help_page, name="help"),
    path(
        "admin/status/",
        admin.site.admin_view(operator_status),
        name="operator_status",
    ),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("pdfsum.accounts.urls")),
    path("", include("pdfsum.your_data.urls")),
    path("", include("search.urls")),
    path("", include("library.urls")),
]

handler400 = "pdfsum.answers.bad_request"
handler403 = "pdfsum.answers.permission_denied"
handler404 = "pdfsum.answers.not_found"
handler500 = "pdfsum.answers.server_error"

if settings.DEBUG:
    urlpatterns += [path("__debug__/", include("debug_toolbar.urls"))]
