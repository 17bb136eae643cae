"""Indexes of lists hold what lists show, and what they are asked for.

One after the other and beside the program's work: while an index is made anew, its
ordering is slow and nothing waits. Interrupted, it is run again from where it stopped
once the invalid index that it left is dropped.
"""

import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import (
    AddIndexConcurrently,
    RemoveIndexConcurrently,
)
from django.db import migrations, models
from django.db.models import F, Q

LIVE = Q(trashed_at=None, replaces=None)


def renew(
    model: str, index: models.Index
) -> list[migrations.operations.base.Operation]:
    return [
        RemoveIndexConcurrently(model_name=model, name=index.name),
        AddIndexConcurrently(model_name=model, index=index),
    ]


class Migration(migrations.Migration):
    atomic = False

    dependencies = [
        ("library", "0013_mark_what_was_automatic"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        *renew(
            "document",
            models.Index(
                F("library"),
                F("id").desc(),
                condition=LIVE,
                name="library_document_newest",
            ),
        ),
        *renew(
            "document",
            models.Index(
                fields=["library", "title_key", "id"],
                condition=LIVE,
                name="library_document_title",
            ),
        ),
        *renew(
            "document",
            models.Index(
                fields=["library", "date_key", "id"],
                condition=LIVE,
                name="library_document_date",
            ),
        ),
        *renew(
            "document",
            models.Index(
                fields=["library", "status", "id"],
                condition=LIVE,
                name="library_document_status",
            ),
        ),
        *renew(
            "document",
            models.Index(
                F("folder"),
                F("id").desc(),
                include=["trashed_at", "replaces"],
                name="library_document_in_folder",
            ),
        ),
        *renew(
            "documenttag",
            models.Index(
                fields=["tag", "document"],
                include=["suggested"],
                name="library_documenttag_of_tag",
            ),
        ),
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                fields=["library", "language", "id"],
                condition=LIVE,
                name="library_document_language",
            ),
        ),
        AddIndexConcurrently(
            model_name="document",
            index=models.Index(
                fields=["added_by"],
                include=["library", "size"],
                name="library_document_added",
            ),
        ),
        migrations.AlterField(
            model_name="document",
            name="added_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="documents_added",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
    ]
