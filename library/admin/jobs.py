"""The attempts at processing, and uploads that may be sent twice."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from library.models import Document, IdempotentUpload, ProcessingRun
from pdfsum.lib.admin import ReadOnlyAdmin


@admin.register(ProcessingRun)
class ProcessingRunAdmin(ReadOnlyAdmin):
    list_display = [
        "document",
        "user",
        "queue",
        "attempt",
        "state",
        "stage",
        "percent",
        "pages_per_minute",
        "memory",
        "queued_at",
        "due_at",
        "finished_at",
        "error_code",
    ]
    list_filter = ["state", "queue", "stage"]
    list_select_related = ["document", "user"]
    # The box; what is typed is looked up by `DocumentQuerySet.looked_up`.
    search_fields = ["document__title"]
    search_help_text = "Of a document: its id, its SHA-256, or a part of its title."
    sortable_by = ()

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        if not search_term:
            return queryset, False
        found = Document.objects.looked_up(search_term)
        return queryset.filter(document__in=found.values("pk")), False

    @admin.display(description="Peak memory")
    def memory(self, run: ProcessingRun) -> str:
        return filesizeformat(run.peak_memory) if run.peak_memory else "-"


@admin.register(IdempotentUpload)
class IdempotentUploadAdmin(ReadOnlyAdmin):
    list_display = ["key", "user", "document", "created_at"]
    list_select_related = ["user", "document"]
