"""Tags and folders."""

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest

from library.models import Folder, Tag
from library.tag_counts import forget_tag_counts
from pdfsum.lib.admin import OperatorAdmin


@admin.register(Tag)
class TagAdmin(OperatorAdmin):
    list_display = ["name", "library", "created_at"]
    list_select_related = ["library"]
    search_fields = ["name"]
    readonly_fields = ["id", "library", "slug", "created_at"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False  # A tag begins on a document, with a slug of its own.

    def save_model(
        self,
        request: HttpRequest,
        obj: Tag,
        form: "ModelForm[Tag]",
        change: bool,  # noqa: FBT001
    ) -> None:
        super().save_model(request, obj, form, change)
        forget_tag_counts(obj.library_id)

    def delete_model(self, request: HttpRequest, obj: Tag) -> None:
        super().delete_model(request, obj)
        forget_tag_counts(obj.library_id)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Tag]") -> None:
        libraries = set(queryset.values_list("library", flat=True))
        super().delete_queryset(request, queryset)
        forget_tag_counts(*libraries)


@admin.register(Folder)
class FolderAdmin(OperatorAdmin):
    list_display = ["name", "parent", "library", "created_at"]
    list_select_related = ["library", "parent"]
    search_fields = ["name"]
    autocomplete_fields = ["library", "parent"]
    readonly_fields = ["id", "created_at"]
    fixed = ("library",)
