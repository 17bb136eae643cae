from django.db import migrations, models

# A row without a folder refers to nothing: no column of the pair may be NULL for that.
DOCUMENT_IN_FOLDER = """
    ALTER TABLE library_document
    ADD CONSTRAINT library_document_in_folder_of_library
    FOREIGN KEY (folder_id, library_id) REFERENCES library_folder (id, library_id)
    DEFERRABLE INITIALLY DEFERRED
"""
FOLDER_IN_FOLDER = """
    ALTER TABLE library_folder
    ADD CONSTRAINT library_folder_in_folder_of_library
    FOREIGN KEY (parent_id, library_id) REFERENCES library_folder (id, library_id)
    DEFERRABLE INITIALLY DEFERRED
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0004_hold_passages_to_library")]

    operations = [
        migrations.AddConstraint(
            model_name="folder",
            constraint=models.UniqueConstraint(
                fields=("id", "library"), name="library_folder_of_library"
            ),
        ),
        migrations.RunSQL(
            DOCUMENT_IN_FOLDER,
            reverse_sql=(
                "ALTER TABLE library_document "
                "DROP CONSTRAINT library_document_in_folder_of_library"
            ),
        ),
        migrations.RunSQL(
            FOLDER_IN_FOLDER,
            reverse_sql=(
                "ALTER TABLE library_folder "
                "DROP CONSTRAINT library_folder_in_folder_of_library"
            ),
        ),
    ]
