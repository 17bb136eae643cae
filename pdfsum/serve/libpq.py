"""PostgreSQL's own client programs, pointed at a database of Django's."""

import os
from typing import Any

# What Django calls the parts of an address, and what libpq calls them.
_VARIABLES = {
    "HOST": "PGHOST",
    "PORT": "PGPORT",
    "USER": "PGUSER",
    "PASSWORD": "PGPASSWORD",
    "NAME": "PGDATABASE",
}
_OPTIONS = {
    name: f"PG{name.upper()}"
    for name in ("sslmode", "sslrootcert", "sslcert", "sslkey", "service")
}


def libpq_environment(database: dict[str, Any]) -> dict[str, str]:
    """The address as variables, because other users can read command lines.

    `database` is an entry of Django's DATABASES.
    """
    environment = {key: value for key, value in os.environ.items() if key[:2] != "PG"}
    options = database.get("OPTIONS", {})
    pairs = [(name, database.get(key)) for key, name in _VARIABLES.items()]
    pairs += [(name, options.get(key)) for key, name in _OPTIONS.items()]
    return environment | {name: str(value) for name, value in pairs if value}
