"""Everything an installation holds, counted: nothing is named, so none is missed."""

from collections import Counter
from pathlib import Path

from django.conf import settings
from django.db import connection
from django_redis import get_redis_connection
from psycopg import sql

_TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = current_schema()"


def count_rows():
    """Rows of every table of the database, those with none left out."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        counts = Counter()
        for table in tables:
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            cursor.execute(query)
            counts[table] = cursor.fetchone()[0]
    return +counts


def list_files():
    """Every file below the storage, and of the uploads that are on their way."""
    roots = (settings.MEDIA_ROOT, settings.FILE_UPLOAD_TEMP_DIR)
    files = (path for root in roots for path in Path(root).rglob("*"))
    return {str(path) for path in files if path.is_file()}


def list_cache_keys():
    """Every key of the cache's database, whoever made it."""
    return set(get_redis_connection("default").keys("*"))


def find_text(words):
    """Tables in which these words still stand, in whatever column."""
    with connection.cursor() as cursor:
        cursor.execute(_TABLES)
        tables = [name for (name,) in cursor.fetchall()]
        found = set()
        for table in tables:
            query = sql.SQL(
                "SELECT EXISTS (SELECT FROM {} AS row WHERE row::text ILIKE %s)"
            ).format(sql.Identifier(table))
            cursor.execute(query, [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.add(table)
    return found
