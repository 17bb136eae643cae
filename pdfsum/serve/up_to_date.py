"""Is there anything to prepare? Asked here, since a new process costs a second."""

from pathlib import Path

import psycopg
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from pdfsum.serve.static_files import static_files_are_stale


def is_up_to_date(database_url: str) -> bool:
    """Whether the schema and the static files are as this code wants them.

    Does not touch Django's connections: the settings were read before the embedded
    server had an address. False when in doubt; `manage.py prepare` then decides.
    """
    if not settings.DEBUG and static_files_are_stale(Path(settings.STATIC_ROOT)):
        return False
    wanted = set(MigrationLoader(None).graph.nodes)
    try:
        with psycopg.connect(database_url, connect_timeout=5) as connection:
            rows = connection.execute("SELECT app, name FROM django_migrations")
            return wanted <= set(rows.fetchall())
    except psycopg.Error:
        return False
