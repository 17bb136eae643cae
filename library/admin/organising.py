"""Tags and folders."""

from django.contrib import admin
from django.http import HttpRequest

from library.models import Folder, Tag
from pdfsum.lib.admin import OperatorAdmin


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
