"""For operators: that conversations exist, not what they say."""

from django.contrib import admin
from django.http import HttpRequest

from chat.models import Chat, Citation, Message


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    show_full_result_count = False
    ordering = ["-id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(
        self, request: HttpRequest, obj: object | None = None
    ) -> bool:
        return False


@admin.register(Chat)
class ChatAdmin(ReadOnlyAdmin):
    list_display = ["id", "owner", "created_at", "updated_at"]
    list_select_related = ["owner"]
    fields = ["owner", "created_at", "updated_at"]
    search_fields = ["owner__email"]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ["id", "chat_id", "role", "engine", "model", "created_at"]
    list_filter = ["role", "engine"]
    fields = ["chat", "role", "engine", "model", "created_at"]


@admin.register(Citation)
class CitationAdmin(ReadOnlyAdmin):
    list_display = ["message_id", "number", "document", "page", "verified"]
    list_select_related = ["document"]
    fields = ["message", "number", "document", "page", "verified", "score"]
