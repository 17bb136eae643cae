from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("library", "0006_number_tag_slugs")]

    operations = [
        migrations.RemoveIndex(model_name="tag", name="library_tag_by_slug"),
        migrations.AddConstraint(
            model_name="tag",
            constraint=models.UniqueConstraint(
                fields=("library", "slug"), name="library_tag_slug_once"
            ),
        ),
    ]
