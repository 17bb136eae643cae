from django.contrib import admin
from django.db.models import QuerySet

from library.admin.holders import HolderAdmin
from library.models import Document, Library, Membership
from pdfsum.lib.admin import OperatorAdmin


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Membership
    autocomplete_fields = ["user"]
    extra = 0


@admin.register(Library)
class LibraryAdmin(HolderAdmin, OperatorAdmin):
    list_display = ["name", "private_owner", "created_at"]
    list_select_related = ["private_owner"]
    search_fields = ["name", "private_owner__email"]
    autocomplete_fields = ["private_owner"]
    readonly_fields = ["id", "created_at"]
    inlines = [MembershipInline]

    def documents_of(self, holder: Library) -> "QuerySet[Document]":
        return Document.objects.filter(library=holder)
