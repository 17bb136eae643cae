from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from library.actions.purging import purge_documents
from library.models import Document


class HolderAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """What documents go with. As rows alone they would leave files, and quotes."""

    def documents_of(self, holder: Any) -> "QuerySet[Document]":
        raise NotImplementedError

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        purge_documents(documents=self.documents_of(obj))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> None:
        for holder in queryset:
            self.delete_model(request, holder)
