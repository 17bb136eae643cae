"""Rows into tables by COPY, and the ids that they will have."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import sql

Rows = Iterable[NamedTuple]


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many new ids from the table's sequence. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
            " FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [pk for (pk,) in cursor.fetchall()]


def copy_rows(model: type[models.Model], rows: Sequence[NamedTuple]) -> None:
    """Write the rows, whose fields are named as the columns are. One query, or none."""
    if not rows:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, rows[0]._fields)),
    )
    with connection.cursor() as cursor:
        _write(cursor, statement, rows)


def _write(cursor: Any, statement: sql.Composed, rows: Rows) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
