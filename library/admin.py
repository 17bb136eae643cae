"""For operators: what is there, what failed, and a way to try again."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from library.actions import reprocess_documents
from library.models import (
    Document,
    DocumentTag,
    Embedding,
    EmbeddingSpace,
    Folder,
    IdempotentUpload,
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
from pdfsum.lib.admin import OperatorAdmin, ReadOnlyAdmin


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
    ordering = ["-pk"]
    autocomplete_fields = ["added_by", "folder"]
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
    actions = ["reprocess"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # A document begins as an upload.

    @admin.action(
        description="Read the selected documents anew", permissions=["change"]
    )
    def reprocess(self, request: HttpRequest, queryset: "QuerySet[Document]") -> None:
        count = reprocess_documents(documents=queryset)
        noun = "document" if count == 1 else "documents"
        self.message_user(request, f"Queued {count} {noun}.", messages.SUCCESS)


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "size", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["sha256"]


@admin.register(IdempotentUpload)
class IdempotentUploadAdmin(ReadOnlyAdmin):
    list_display = ["key", "user", "document", "created_at"]
    list_select_related = ["user", "document"]


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
    list_filter = ["state", "queue", "stage", "error_code"]
    list_select_related = ["document", "user"]
    search_fields = ["document__title"]

    @admin.display(description="Peak memory", ordering="peak_memory")
    def memory(self, run: ProcessingRun) -> str:
        return filesizeformat(run.peak_memory) if run.peak_memory else "-"


@admin.register(TextVersion)
class TextVersionAdmin(ReadOnlyAdmin):
    list_display = ["document", "reader", "created_at", "completed_at"]
    list_select_related = ["document"]


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ["text_version_id", "number", "source", "width", "height"]
    list_filter = ["source"]
    fields = ["text_version", "number", "source", "width", "height"]


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ["document", "ordinal", "first_page", "last_page", "heading"]
    list_select_related = ["document"]
    fields = ["document", "ordinal", "first_page", "last_page", "heading", "spans"]


@admin.register(Embedding)
class EmbeddingAdmin(ReadOnlyAdmin):
    list_display = ["passage_id", "space", "library"]
    list_select_related = ["space", "library"]
    fields = ["passage", "space", "library"]


@admin.register(EmbeddingSpace)
class EmbeddingSpaceAdmin(ReadOnlyAdmin):
    list_display = ["model", "dimensions", "state", "created_at"]


@admin.register(Summary)
class SummaryAdmin(ReadOnlyAdmin):
    list_display = ["document", "style", "engine", "word_count", "created_at"]
    list_filter = ["style", "engine"]
    list_select_related = ["document"]


@admin.register(Tag)
class TagAdmin(OperatorAdmin):
    list_display = ["name", "library", "created_at"]
    list_select_related = ["library"]
    search_fields = ["name"]
    readonly_fields = ["id", "library", "slug", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # A tag begins on a document, with a slug of its own.


@admin.register(Folder)
class FolderAdmin(OperatorAdmin):
    list_display = ["name", "parent", "library", "created_at"]
    list_select_related = ["library", "parent"]
    search_fields = ["name"]
    autocomplete_fields = ["library", "parent"]
    readonly_fields = ["id", "created_at"]
    fixed = ("library",)
