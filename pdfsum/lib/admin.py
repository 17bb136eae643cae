"""What every admin of ours shares: lists that stay fast, rows that stay right."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from pdfsum.lib.counting import BoundedPaginator


class OperatorAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Lists that count no table to its end, deletion without a list of all below.

    `fixed` names fields that are given once, when the row is added.
    """

    show_full_result_count = False
    # Facets count every row for each choice of each filter.
    show_facets = admin.ShowFacets.NEVER
    paginator = BoundedPaginator
    list_per_page = 50
    fixed: tuple[str, ...] = ()

    def get_readonly_fields(
        self, request: HttpRequest, obj: Model | None = None
    ) -> list[str]:
        readonly = [str(name) for name in super().get_readonly_fields(request, obj)]
        return readonly if obj is None else [*readonly, *self.fixed]

    def get_deleted_objects(
        self, objs: Iterable[Model], request: HttpRequest
    ) -> tuple[list[str], dict[str, int], set[str], list[str]]:
        """Name these rows only. A library has millions below it, and those that may
        not be deleted by hand still go with what they belong to.
        """
        names = [str(obj) for obj in objs]
        return names, {str(self.opts.verbose_name_plural): len(names)}, set(), []


class ReadOnlyAdmin(OperatorAdmin):
    """Rows that only the program writes: to look at, and to delete where it says so."""

    ordering = ["-pk"]
    may_delete = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_delete and super().has_delete_permission(request, obj)
