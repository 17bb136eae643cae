"""Rows into tables by COPY, and the ids that they will have."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db import connection, models
from psycopg import sql


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
    """Write the rows, whose fields are named as the columns are. One query, or none.

    Columns that the rows do not have get the defaults of the model.
    """
    if not rows:
        return
    defaults = _defaults(model, without=set(rows[0]._fields))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table),
        sql.SQL(", ").join(map(sql.Identifier, [*rows[0]._fields, *defaults])),
    )
    with connection.cursor() as cursor:
        _write(cursor, statement, (row + tuple(defaults.values()) for row in rows))


def _defaults(model: type[models.Model], *, without: set[str]) -> dict[str, Any]:
    """By column. Those that may be empty or that the database fills are left to it."""
    fields = (
        field
        for field in model._meta.concrete_fields
        if not (field.null or field.generated or field.primary_key)
        and field.db_default is models.NOT_PROVIDED
        and field.attname not in without
    )
    return {
        field.attname: field.get_db_prep_save(field.get_default(), connection)
        for field in fields
    }


def _write(cursor: Any, statement: sql.Composed, rows: Iterable[Any]) -> None:
    with cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
