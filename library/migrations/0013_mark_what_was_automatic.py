from django.db import migrations

# So far every summary was made by processing, and every tag without a link of a
# person's was a suggestion.
AUTOMATIC = "UPDATE library_summary SET automatic = true WHERE focus = ''"
SUGGESTED = """
    UPDATE library_tag SET is_suggestion = true
    WHERE color = '' AND NOT EXISTS (
        SELECT FROM library_documenttag AS link
        WHERE link.tag_id = library_tag.id AND NOT link.suggested
    )
"""


class Migration(migrations.Migration):
    dependencies = [("library", "0012_organise_library")]

    operations = [
        migrations.RunSQL(AUTOMATIC, migrations.RunSQL.noop, elidable=True),
        migrations.RunSQL(SUGGESTED, migrations.RunSQL.noop, elidable=True),
    ]
