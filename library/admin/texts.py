"""Files and what was made of them: facts, and nothing of what is written there."""

from django.contrib import admin

from library.models import (
    Embedding,
    EmbeddingSpace,
    Page,
    Passage,
    StoredFile,
    Summary,
    TextVersion,
)
from pdfsum.lib.admin import ReadOnlyAdmin


@admin.register(StoredFile)
class StoredFileAdmin(ReadOnlyAdmin):
    list_display = ["sha256", "size", "state", "created_at"]
    list_filter = ["state"]
    search_fields = ["sha256__exact"]
    search_help_text = "A whole SHA-256."


@admin.register(TextVersion)
class TextVersionAdmin(ReadOnlyAdmin):
    list_display = ["document", "reader", "created_at", "completed_at"]
    list_select_related = ["document"]
    fields = ["document", "reader", "settings", "created_at", "completed_at"]


@admin.register(Page)
class PageAdmin(ReadOnlyAdmin):
    list_display = ["text_version_id", "number", "source", "width", "height"]
    list_filter = ["source"]
    fields = ["text_version", "number", "source", "failure", "width", "height"]


@admin.register(Passage)
class PassageAdmin(ReadOnlyAdmin):
    list_display = ["document", "ordinal", "first_page", "last_page"]
    list_select_related = ["document"]
    fields = ["document", "ordinal", "first_page", "last_page", "spans"]


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
    list_display = ["document", "style", "state", "engine", "word_count", "created_at"]
    list_filter = ["style", "state"]
    list_select_related = ["document"]
    fields = [
        "document",
        "style",
        "state",
        "error_detail",
        "automatic",
        "pages_read",
        "pages_total",
        "engine",
        "model",
        "word_count",
        "original_word_count",
        "processing_seconds",
        "created_at",
    ]
