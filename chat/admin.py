"""For operators: that conversations exist, not what they say."""

from django.contrib import admin

from chat.models import Chat, Citation, Message
from pdfsum.lib.admin import ReadOnlyAdmin


@admin.register(Chat)
class ChatAdmin(ReadOnlyAdmin):
    list_display = ["id", "owner", "created_at", "updated_at"]
    list_select_related = ["owner"]
    fields = ["owner", "created_at", "updated_at"]
    search_fields = ["owner__email"]
    may_delete = True


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
