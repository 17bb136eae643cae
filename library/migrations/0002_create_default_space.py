from django.db import migrations

# The packaged embedder. Its id stands in the condition of the HNSW index.
DEFAULT_SPACE = {
    "id": 1,
    "model": "all-MiniLM-L6-v2-int8",
    "dimensions": 384,
    "state": "active",
}


def create_default_space(apps, schema_editor):
    apps.get_model("library", "EmbeddingSpace").objects.create(**DEFAULT_SPACE)
    # The id was given, so the sequence must be told to go on after it.
    schema_editor.execute(
        "SELECT setval(pg_get_serial_sequence('library_embeddingspace', 'id'), 1)"
    )


class Migration(migrations.Migration):
    dependencies = [("library", "0001_create_library")]

    operations = [migrations.RunPython(create_default_space, migrations.RunPython.noop)]
