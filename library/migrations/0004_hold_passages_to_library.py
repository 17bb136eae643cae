from django.db import migrations, models

# Django knows no foreign key of two columns. `ON UPDATE CASCADE`: the copies follow
# a document that moves. Deferred like Django's own, whose deletions rely on it.
IN_LIBRARY_OF_DOCUMENT = """
    ALTER TABLE library_passage
    ADD CONSTRAINT library_passage_in_library_of_document
    FOREIGN KEY (document_id, library_id) REFERENCES library_document (id, library_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
"""
IN_LIBRARY_OF_PASSAGE = """
    ALTER TABLE library_embedding
    ADD CONSTRAINT library_embedding_in_library_of_passage
    FOREIGN KEY (passage_id, library_id) REFERENCES library_passage (id, library_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0003_create_idempotent_uploads")]

    operations = [
        migrations.AddConstraint(
            model_name="document",
            constraint=models.UniqueConstraint(
                fields=("id", "library"), name="library_document_of_library"
            ),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("id", "library"), name="library_passage_of_library"
            ),
        ),
        migrations.RunSQL(
            IN_LIBRARY_OF_DOCUMENT,
            reverse_sql=(
                "ALTER TABLE library_passage "
                "DROP CONSTRAINT library_passage_in_library_of_document"
            ),
        ),
        migrations.RunSQL(
            IN_LIBRARY_OF_PASSAGE,
            reverse_sql=(
                "ALTER TABLE library_embedding "
                "DROP CONSTRAINT library_embedding_in_library_of_passage"
            ),
        ),
    ]
