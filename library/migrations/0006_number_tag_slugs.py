from itertools import count

from django.db import migrations


def number_tag_slugs(apps, schema_editor):
    """`C`, `C++` and `C#` were all at `c`; the older a tag, the plainer its slug."""
    tags = apps.get_model("library", "Tag").objects
    library, taken = None, set()
    for tag in tags.order_by("library", "id").iterator():
        if tag.library_id != library:
            library = tag.library_id
            taken = set()
            others = set(tags.filter(library=library).values_list("slug", flat=True))
        if tag.slug in taken:
            base = tag.slug[:50]
            free = (f"{base}-{number}" for number in count(2))
            tag.slug = next(slug for slug in free if slug not in others)
            tag.save(update_fields=["slug"])
            others.add(tag.slug)
        taken.add(tag.slug)


class Migration(migrations.Migration):
    dependencies = [("library", "0005_hold_folders_to_library")]

    operations = [
        migrations.RunPython(
            number_tag_slugs, migrations.RunPython.noop, elidable=True
        ),
    ]
