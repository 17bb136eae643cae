from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0007_make_tag_slugs_unique")]

    operations = [
        migrations.RemoveIndex(model_name="document", name="library_document_trash"),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("trashed_at__isnull", False)),
                fields=["library", "trashed_at", "id"],
                name="library_document_trash",
            ),
        ),
    ]
