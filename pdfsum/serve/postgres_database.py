"""Our role and our database in the embedded cluster."""

from typing import Any

import psycopg
from psycopg import sql

# Owns the cluster; used to set up and to restore, never by web or workers.
ADMIN = "pdfsum_admin"
# Name of the database and of the role that owns it. No superuser: what a flaw in the
# web process could reach stays within the database.
DATABASE = "pdfsum"


def ensure_database(connection: psycopg.Connection[Any], password: str) -> None:
    """Make role and database where they are missing. Two queries when they are not."""
    identifier = sql.Identifier(DATABASE)
    if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s"):
        # CREATEDB is for the databases of tests and benchmarks.
        statement = sql.SQL("CREATE ROLE {} LOGIN CREATEDB PASSWORD {}")
        connection.execute(statement.format(identifier, sql.Literal(password)))
    if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s"):
        _offer_vector(connection)
        statement = sql.SQL("CREATE DATABASE {} OWNER {}")
        connection.execute(statement.format(identifier, identifier))


def _offer_vector(connection: psycopg.Connection[Any]) -> None:
    """Only a superuser may create `vector`, so every new database has it from birth."""
    template = psycopg.connect(
        connection.info.dsn,
        password=connection.info.password,
        dbname="template1",
        autocommit=True,
    )
    with template:
        template.execute("CREATE EXTENSION IF NOT EXISTS vector")


def _exists(connection: psycopg.Connection[Any], query: str) -> bool:
    return connection.execute(query, [DATABASE]).fetchone() is not None
