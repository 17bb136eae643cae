"""For operators: what is there, what failed, and a way to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from library.actions import requeue_documents
from library.models import (
    Document,
    DocumentTag,
    Embedding,
    EmbeddingSpace,
    Folder,
    Library,
    Membership,
    Page,
    Passage,
    ProcessingRun,
    StoredFile,
    Summary,
    Tag,
    TextVersion,
)


class OperatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists that stay fast at 100,000 rows: no counting, no unbounded drop-downs."""

    show_full_result_count = False
    list_per_page = 50


class ComputedAdmin(OperatorAdmin):
    """Rows that only the program writes: to look at and to delete, not to edit."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: object | None = None
    ) -> bool:
        return False


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0


class DocumentTagInline(admin.TabularInline):  # type: ignore[type-arg]
    model = DocumentTag
    autocomplete_fields = ["tag"]
    extra = 0


@admin.register(Library)
class LibraryAdmin(OperatorAdmin):
    list_display = ["name", "private_owner", "created_at"]
    list_select_related = ["private_owner"]
    search_fields = ["name", "private_owner__email"]
    autocomplete_fields = ["private_owner"]
    readonly_fields = ["id", "created_at"]
    inlines = [MembershipInline]


@admin.register(Document)
class DocumentAdmin(OperatorAdmin):
    list_display = [
        "title",
        "library",
        "added_by",
        "status",
        "error_code",
        "page_count",
        "created_at",
    ]
    list_filter = ["status", "language", "error_code"]
    list_select_related = ["library", "added_by"]
    search_fields = ["title", "filename", "file_hash"]
    ordering = ["-id"]
    autocomplete_fields = ["library", "added_by", "folder"]
    readonly_fields = [
        "id",
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
    actions = ["reprocess"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # A document begins as an upload.

    @admin.action(description="Read the selected documents anew")
    def reprocess(self, request: HttpRequest, queryset: "QuerySet[Document]") -> None:
        count = requeue_documents(documents=queryset)
        self.message_user(request, f"Queued {count} documents.", messages.SUCCESS)


@admin.register(StoredFile)
class StoredFileAdmin(ComputedAdmin):
    list_display = ["sha256", "size", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["sha256"]

    def has_delete_permission(
        self, request: HttpRequest, obj: object | None = None
    ) -> bool:
        return False  # The bytes would stay behind.


@admin.register(ProcessingRun)
class ProcessingRunAdmin(ComputedAdmin):
    list_display = [
        "document",
        "attempt",
        "state",
        "stage",
        "percent",
        "queued_at",
        "finished_at",
        "error_code",
    ]
    list_filter = ["state", "stage", "error_code"]
    list_select_related = ["document"]
    search_fields = ["document__title"]
    ordering = ["-id"]


@admin.register(TextVersion)
class TextVersionAdmin(ComputedAdmin):
    list_display = ["document", "reader", "created_at", "completed_at"]
    list_select_related = ["document"]
    ordering = ["-id"]


@admin.register(Page)
class PageAdmin(ComputedAdmin):
    list_display = ["text_version_id", "number", "source", "width", "height"]
    list_filter = ["source"]
    fields = ["text_version", "number", "source", "width", "height"]
    ordering = ["-id"]


@admin.register(Passage)
class PassageAdmin(ComputedAdmin):
    list_display = ["document", "ordinal", "first_page", "last_page", "heading"]
    list_select_related = ["document"]
    fields = ["document", "ordinal", "first_page", "last_page", "heading", "spans"]
    ordering = ["-id"]


@admin.register(Embedding)
class EmbeddingAdmin(ComputedAdmin):
    list_display = ["passage_id", "space", "library"]
    list_select_related = ["space", "library"]
    fields = ["passage", "space", "library"]
    ordering = ["-id"]


@admin.register(EmbeddingSpace)
class EmbeddingSpaceAdmin(ComputedAdmin):
    list_display = ["model", "dimensions", "state", "created_at"]

    def has_delete_permission(
        self, request: HttpRequest, obj: object | None = None
    ) -> bool:
        return False  # Every vector hangs on it.


@admin.register(Summary)
class SummaryAdmin(ComputedAdmin):
    list_display = ["document", "style", "engine", "word_count", "created_at"]
    list_filter = ["style", "engine"]
    list_select_related = ["document"]
    ordering = ["-id"]


@admin.register(Tag)
class TagAdmin(OperatorAdmin):
    list_display = ["name", "library", "created_at"]
    list_select_related = ["library"]
    search_fields = ["name"]
    autocomplete_fields = ["library"]
    readonly_fields = ["id", "created_at"]


@admin.register(Folder)
class FolderAdmin(OperatorAdmin):
    list_display = ["name", "parent", "library", "created_at"]
    list_select_related = ["library", "parent"]
    search_fields = ["name"]
    autocomplete_fields = ["library", "parent"]
    readonly_fields = ["id", "created_at"]
