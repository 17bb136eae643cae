"""What the API says of one document: cached, and compared with the rows it is of."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404
from ninja.responses import NinjaJSONEncoder

from library.fields import ALL_FIELDS, DocumentFields
from library.models import Document
from library.models.document_versions import document_version
from pdfsum.accounts.models import User
from pdfsum.lib.cached import CachedData


def _key(document_id: object) -> str:
    return f"document:meta:{document_id}"


DOCUMENT_META: CachedData[dict[str, Any]] = CachedData(
    "document_meta", key=_key, lifetime="CACHE_TTL_DOCUMENT_META"
)


def get_document_meta(user: User, document_id: UUID) -> tuple[dict[str, Any], datetime]:
    """A Document as JSON holds it, `url` without its host, and when it last changed.

    One query while it is cached, two otherwise. What is cached is served only to who
    may see the document now, and only if no row of it has changed since. Documents at
    work are not cached: they change every second. 404 for what is not visible.
    """
    visible = Document.objects.visible_to(user).filter(pk=document_id)
    asked = visible.annotate(version=document_version())
    row = asked.values_list("status", "updated_at", "version").first()
    if row is None:
        raise Http404
    status, modified, version = row

    def make() -> dict[str, Any]:
        shown, _ = get_document_fields(user, document_id, ALL_FIELDS)
        return {"version": version, "document": shown}

    if status in Document.UNFINISHED:
        meta = make()
    else:
        meta = DOCUMENT_META.read(
            document_id,
            make=make,
            is_current=lambda value: value["version"] == version,
        )
    return meta["document"], modified


def get_document_fields(
    user: User, document_id: UUID, fields: DocumentFields
) -> tuple[dict[str, Any], datetime]:
    """The same with some fields only, read from the database. One query."""
    loaded = DocumentFields((*fields.names, "updated_at"))
    documents = loaded.load(Document.objects.visible_to(user))
    document = get_object_or_404(documents, pk=document_id)
    [shown] = fields.show([document], root="")
    as_json = json.dumps(shown, cls=NinjaJSONEncoder)
    return json.loads(as_json), document.updated_at


def forget_document_meta(*document_ids: object) -> None:
    """Drop what is cached of these documents on commit. No query.

    A call that is missing costs memory, not truth: see `get_document_meta`.
    """
    DOCUMENT_META.forget(*document_ids)
