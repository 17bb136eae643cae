"""Documents by status, with the reason; read again, cancelled, deleted for good."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from library.actions import cancel_processing, purge_documents
from library.actions.reprocessing import reprocess_all
from library.document_meta import forget_document_meta
from library.models import Document, DocumentTag
from library.tag_counts import forget_tag_counts
from pdfsum.lib.admin import OperatorAdmin


class DocumentTagInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DocumentTag
    autocomplete_fields = ["tag"]
    extra = 0


class ReasonFilter(admin.SimpleListFilter):
    """The codes that documents have now, found through their index."""

    title = "reason"
    parameter_name = "reason"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        codes = Document.objects.error_codes()
        return [(code, code.replace("_", " ")) for code in codes]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Document]"
    ) -> "QuerySet[Document]":
        return queryset.filter(error_code=self.value()) if self.value() else queryset


class TrashFilter(admin.SimpleListFilter):
    """Without a choice, those in the trash are listed among the others."""

    title = "trash"
    parameter_name = "trash"

    def lookups(
        self, request: HttpRequest, model_admin: "admin.ModelAdmin[Any]"
    ) -> list[tuple[str, str]]:
        return [("no", "Not in the trash"), ("yes", "In the trash")]

    def queryset(
        self, request: HttpRequest, queryset: "QuerySet[Document]"
    ) -> "QuerySet[Document]":
        if self.value() is None:
            return queryset
        return queryset.filter(trashed_at__isnull=self.value() == "no")


@admin.register(Document)
class DocumentAdmin(OperatorAdmin):
    list_display = [
        "title",
        "status",
        "reason",
        "added_by",
        "library",
        "file_size",
        "created_at",
    ]
    list_filter = ["status", ReasonFilter, TrashFilter]
    list_select_related = ["library", "added_by"]
    # The box; what is typed is looked up by `DocumentQuerySet.looked_up`.
    search_fields = ["title"]
    search_help_text = "An id, a SHA-256, or a part of the title."
    ordering = ["-pk"]
    # Other orders would sort the whole table.
    sortable_by = ()
    raw_id_fields = ["added_by", "folder"]
    readonly_fields = [
        "id",
        "library",
        "status",
        "error_code",
        "error_detail",
        "warnings",
        "filename",
        "file_hash",
        "size",
        "page_count",
        "word_count",
        "created_at",
        "updated_at",
        "processed_at",
        "trashed_at",
    ]
    inlines = [DocumentTagInline]
    actions = ["reprocess", "cancel"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # A document begins as an upload.

    def get_search_results(
        self, request: HttpRequest, queryset: "QuerySet[Any]", search_term: str
    ) -> "tuple[QuerySet[Any], bool]":
        if not search_term:
            return queryset, False
        found = Document.objects.looked_up(search_term)
        return queryset.filter(pk__in=found.values("pk")), False

    @admin.display(description="Why")
    def reason(self, document: Document) -> str:
        return document.error_detail or "-"

    @admin.display(description="Size")
    def file_size(self, document: Document) -> str:
        return filesizeformat(document.size)

    @admin.action(
        description="Read the selected documents anew", permissions=["change"]
    )
    def reprocess(self, request: HttpRequest, queryset: "QuerySet[Document]") -> None:
        count = reprocess_all(documents=queryset)
        self._tell(request, "Queued", count)

    @admin.action(
        description="Cancel the processing of the selected documents",
        permissions=["change"],
    )
    def cancel(self, request: HttpRequest, queryset: "QuerySet[Document]") -> None:
        count = cancel_processing(documents=queryset)
        self._tell(request, "Cancelled", count)

    def save_related(
        self,
        request: HttpRequest,
        form: Any,
        formsets: Any,
        change: bool,  # noqa: FBT001
    ) -> None:
        """The tags of a document are rows of their own, saved after it."""
        super().save_related(request, form, formsets, change)
        forget_document_meta(form.instance.pk)
        forget_tag_counts(form.instance.library_id)

    def delete_model(self, request: HttpRequest, obj: Document) -> None:
        purge_documents(documents=Document.objects.filter(pk=obj.pk))

    def delete_queryset(
        self, request: HttpRequest, queryset: "QuerySet[Document]"
    ) -> None:
        purge_documents(documents=queryset)

    def _tell(self, request: HttpRequest, done: str, count: int) -> None:
        noun = "document" if count == 1 else "documents"
        level = messages.SUCCESS if count else messages.WARNING
        self.message_user(request, f"{done} {count} {noun}.", level)
