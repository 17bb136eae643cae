"""What the API says of one document: cached, and compared with the rows it is of."""

import json
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja.responses import NinjaJSONEncoder

from library.models import Document
from library.models.document_versions import document_version
from library.schemas import DocumentOut
from pdfsum.accounts.models import User
from pdfsum.lib.cached import CachedData


def _key(document_id: object) -> str:
    return f"document:meta:{document_id}"


DOCUMENT_META: CachedData[dict[str, Any]] = CachedData(
    "document_meta", key=_key, lifetime="CACHE_TTL_DOCUMENT_META"
)


def get_document_meta(user: User, document_id: UUID) -> dict[str, Any]:
    """A Document as JSON holds it, `url` without its host; a 404 if not visible.

    One query while it is cached. What is cached is served only to who may see the
    document now, and only if no row of it has changed since. Documents at work are not
    cached: they change every second.
    """
    visible = Document.objects.visible_to(user).filter(pk=document_id)
    found = visible.annotate(version=document_version()).values_list(
        "status", "version"
    )
    row = found.first()
    if row is None:
        raise Http404
    status, version = row
    if status in Document.UNFINISHED:
        return _describe(user, document_id)
    meta = DOCUMENT_META.read(
        document_id,
        make=lambda: {"version": version, "document": _describe(user, document_id)},
        is_current=lambda value: value["version"] == version,
    )
    described: dict[str, Any] = meta["document"]
    return described


def forget_document_meta(*document_ids: object) -> None:
    """Drop what is cached of these documents on commit. No query.

    A call that is missing costs memory, not truth: see `get_document_meta`.
    """
    DOCUMENT_META.forget(*document_ids)


def _describe(user: User, document_id: UUID) -> dict[str, Any]:
    """Three queries. `url` is the path: the host is the request's affair."""
    documents = Document.objects.visible_to(user).for_api()
    document = get_object_or_404(documents, pk=document_id)
    shape = DocumentOut.model_validate(document, context={"request": _NoHost()})
    described: dict[str, Any] = json.loads(
        json.dumps(shape.model_dump(), cls=NinjaJSONEncoder)
    )
    return described


class _NoHost(HttpRequest):
    def build_absolute_uri(self, location: str | None = None) -> str:
        return location or ""
