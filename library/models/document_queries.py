"""Questions about documents, by their names: who, which, loaded with what."""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Self, cast
from uuid import UUID

from django.apps import apps
from django.contrib.postgres.aggregates import JSONBAgg
from django.db import connection
from django.db.models import JSONField, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce, JSONObject

from library.models.libraries import Library, Membership
from library.models.tags import DocumentTag, Tag
from pdfsum.accounts.models import User
from pdfsum.lib.ids import ids_in
from pdfsum.lib.keyset import KeysetQuerySet

if TYPE_CHECKING:
    from library.models.documents import Document  # noqa: F401 - the type of rows

# What lists and search show: not in the trash, not a version to confirm.
LIVE = Q(trashed_at=None, replaces=None)

_ERROR_CODES = """
WITH RECURSIVE found (code) AS (
    (SELECT error_code FROM library_document WHERE error_code <> ''
     ORDER BY error_code LIMIT 1)
    UNION ALL
    SELECT (SELECT error_code FROM library_document
            WHERE error_code <> '' AND error_code > found.code
            ORDER BY error_code LIMIT 1)
    FROM found WHERE found.code IS NOT NULL
)
SELECT code FROM found WHERE code IS NOT NULL
"""


class DocumentQuerySet(KeysetQuerySet["Document"]):
    # As the API names them. The id is the time of upload, so it needs no column.
    # "trashed" is for trashed documents only: the others have no such time.
    orderings = {
        **KeysetQuerySet.orderings,
        "-created_at": "-pk",
        "created_at": "pk",
        "title": "title_key",
        "-title": "-title_key",
        "document_date": "date_key",
        "-document_date": "-date_key",
        "trashed": "-trashed_at",
    }
    partition = "library"

    def visible_to(self, user: User) -> Self:
        """Documents `user` may read. Every query made for a user starts here."""
        return self.filter(library__memberships__user=user)

    def writable_by(self, user: User) -> Self:
        """Documents `user` may change. What is visible but not here is a 403."""
        return self.filter(
            library__memberships__user=user,
            library__memberships__role__in=Membership.WRITING_ROLES,
        )

    def live(self) -> Self:
        """What lists and search show: not in the trash, not a version to confirm."""
        return self.filter(LIVE)

    def outside_trash(self) -> Self:
        """Live ones, and new versions that wait: their files can be opened."""
        return self.filter(trashed_at=None)

    def trashed(self) -> Self:
        return self.exclude(trashed_at=None)

    def with_keys(self, texts: Iterable[str]) -> Self:
        """Those with these ids, as a form sends them; what is none is passed over."""
        return self.filter(pk__in=ids_in(texts))

    def with_bytes(self, library: Library, file_hash: str) -> Self:
        """Documents of a library whose file has this SHA-256, trashed ones too."""
        return self.filter(library=library, file_hash=file_hash)

    def languages(self) -> list[str]:
        """The languages these documents are written in. One query."""
        return list(self.order_by().values_list("language", flat=True).distinct())

    def error_codes(self) -> list[str]:
        """Why documents failed, each reason once. One query of one look per reason.

        It leaps from code to code through the index, however many documents failed.
        """
        with connection.cursor() as cursor:
            cursor.execute(_ERROR_CODES)
            return [code for (code,) in cursor.fetchall()]

    def failed_since(self, moment: datetime) -> Self:
        """Failed, and not changed since before that moment."""
        return self.filter(status=self.model.Status.FAILED, updated_at__gte=moment)

    def not_ready(self) -> Self:
        """Those an operator may have to look at: few, and found through an index."""
        status = self.model.Status
        return self.filter(
            status__in=(
                status.QUEUED,
                status.PROCESSING,
                status.FAILED,
                status.READY_WITH_WARNINGS,
            )
        )

    def looked_up(self, text: str) -> Self:
        """For operators: by id, by SHA-256, or by a part of the title."""
        text = text.strip()
        if re.fullmatch(r"[0-9a-fA-F]{64}", text):
            return self.filter(file_hash=text.lower())
        try:
            return self.filter(pk=UUID(text))
        except ValueError:
            return self.filter(title__icontains=text)

    def tagged(self, tags: Iterable[Tag]) -> Self:
        """Documents that people put any of these tags on, each once."""
        links = DocumentTag.objects.filter(tag__in=tags, suggested=False)
        return self.filter(pk__in=links.values("document"))

    def locked_in_order(self) -> Self:
        """The same rows for an UPDATE, which then locks them by id.

        Two that want many rows wait for each other, and never in a circle.
        """
        rows = self.order_by("pk").select_for_update(no_key=True, of=("self",))
        fresh = self.model._default_manager.using(self.db)
        return cast(Self, fresh.filter(pk__in=rows.values("pk")))

    def with_tags(self) -> Self:
        """Load tags by name, suggestions too. Costs one more query."""
        return self.prefetch_related(Prefetch("tags", queryset=Tag.objects.as_put_on()))

    def with_shown_tags(self) -> Self:
        """Adds `shown_tags`, by name and as the API shows them, suggestions too.

        PostgreSQL makes them. As rows and objects of their own they took half of the
        time of an export.
        """
        shown = JSONObject(
            id="tag", name="tag__name", slug="tag__slug", suggested="suggested"
        )
        links = DocumentTag.objects.filter(document=OuterRef("pk")).values("document")
        tags = links.values(shown=JSONBAgg(shown, order_by="tag__name"))
        none = Value([], JSONField())
        return self.annotate(shown_tags=Coalesce(Subquery(tags), none))

    def with_summary(self) -> Self:
        """Adds `summary`, the text of the newest written summary, or None."""
        written = apps.get_model("library.Summary").objects.written()
        newest = written.filter(document=OuterRef("pk")).order_by("-pk")
        return self.annotate(summary=Subquery(newest.values("text")[:1]))

    def for_list(self) -> Self:
        """Load what a row of the library list prints. Costs one more query."""
        return self.select_related("current_run", "library").with_tags()

    def for_api(self) -> Self:
        """Load what a Document of the API holds. One query."""
        related = self.select_related("current_run", "library", "stored_file")
        return related.with_shown_tags().with_summary()
