"""PostgreSQL extensions, and what to say where one cannot be created."""

from typing import Any

from django.contrib.postgres.operations import CreateExtension
from django.core.management import CommandError
from django.db import OperationalError, ProgrammingError

REQUIRED_EXTENSIONS = ("vector", "pg_trgm", "unaccent")


class ExtensionMissingError(CommandError):
    """The database user may not create an extension; an administrator must."""


def statement(name: str) -> str:
    """What an administrator types in the database to have the extension."""
    return f"CREATE EXTENSION IF NOT EXISTS {name};"


class RequireExtension(CreateExtension):
    """Create an extension, or say which statement an administrator must run."""

    def database_forwards(self, *args: Any, **kwargs: Any) -> None:
        try:
            super().database_forwards(*args, **kwargs)
        except (ProgrammingError, OperationalError) as exc:
            message = (
                f"The database lacks the extension “{self.name}” and this database "
                f"user may not create it ({str(exc).strip()}). Ask an administrator "
                f"to run, in this database:  {statement(self.name)}"
            )
            raise ExtensionMissingError(message) from exc
