"""Users with what they keep and how they come in: the accounts know no documents."""

from typing import Any, cast

from django.contrib import admin
from django.db.models import Count, OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from library.admin.holders import HolderAdmin
from library.models import Document, Membership
from pdfsum.accounts.admin import UserAdmin
from pdfsum.accounts.models import ApiKey, User

admin.site.unregister(User)


@admin.register(User)
class UserWithUseAdmin(HolderAdmin, UserAdmin):
    """Storage and use come with the rows of the page, in the query that loads them."""

    list_display = [
        "email",
        "documents",
        "storage",
        "keys",
        "libraries",
        "last_login",
        "is_staff",
        "is_active",
    ]
    readonly_fields = [*UserAdmin.readonly_fields, "documents", "storage", "keys"]
    fieldsets = [
        *UserAdmin.fieldsets,
        ("Use", {"fields": ["documents", "storage", "keys"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Any]":
        added = Document.objects.filter(added_by=OuterRef("pk")).values("added_by")
        keys = ApiKey.objects.filter(user=OuterRef("pk")).values("user")
        memberships = Membership.objects.filter(user=OuterRef("pk")).values("user")
        use = JSONObject(documents=Count("pk"), bytes=Sum("size"))
        users = super().get_queryset(request)
        return cast(
            "QuerySet[Any]",
            users.annotate(
                use=_each(added, use),
                key_count=_each(keys, Count("pk")),
                library_count=_each(memberships, Count("pk")),
            ),
        )

    def documents_of(self, holder: User) -> "QuerySet[Document]":
        return Document.objects.filter(library__private_owner=holder)

    @admin.display(description="Documents added")
    def documents(self, user: Any) -> int:
        return int((user.use or {}).get("documents", 0))

    @admin.display(description="Storage")
    def storage(self, user: Any) -> str:
        return filesizeformat((user.use or {}).get("bytes", 0))

    @admin.display(description="API keys")
    def keys(self, user: Any) -> int:
        return user.key_count or 0

    @admin.display(description="Libraries")
    def libraries(self, user: Any) -> int:
        return user.library_count or 0


def _each(rows: "QuerySet[Any]", what: Any) -> Subquery:
    """A figure of the rows of each user."""
    return Subquery(rows.order_by().annotate(figure=what).values("figure"))
