import django.contrib.postgres.fields
from django.db import migrations, models

BACKFILL = """
    UPDATE chat_chat SET narrowed_by = array_remove(ARRAY[
        CASE WHEN library_id IS NOT NULL THEN 'library' END,
        CASE WHEN folder_id IS NOT NULL THEN 'folder' END,
        CASE WHEN tag_id IS NOT NULL THEN 'tag' END,
        CASE WHEN EXISTS (
            SELECT FROM chat_chat_documents AS link WHERE link.chat_id = chat_chat.id
        ) THEN 'documents' END
    ]::varchar(9)[], NULL)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("chat", "0001_create_chats"),
        ("library", "0013_mark_what_was_automatic"),
    ]

    operations = [
        migrations.AddField(
            model_name="chat",
            name="narrowed_by",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(
                    choices=[
                        ("library", "Library"),
                        ("folder", "Folder"),
                        ("tag", "Tag"),
                        ("documents", "Documents"),
                    ],
                    max_length=9,
                ),
                blank=True,
                default=list,
                size=None,
            ),
        ),
        # Of what there is, so that the constraint holds.
        migrations.RunSQL(BACKFILL, migrations.RunSQL.noop, elidable=True),
        migrations.AddConstraint(
            model_name="chat",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("library", None),
                        ("narrowed_by__contains", ["library"]),
                        _connector="OR",
                    ),
                    models.Q(
                        ("folder", None),
                        ("narrowed_by__contains", ["folder"]),
                        _connector="OR",
                    ),
                    models.Q(
                        ("tag", None),
                        ("narrowed_by__contains", ["tag"]),
                        _connector="OR",
                    ),
                ),
                name="chat_chat_says_its_scope",
            ),
        ),
    ]
