"""Installations of their own, without `serve`: a data folder and a new database."""

import os
import subprocess
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.conf import settings

from tests.serving import PROJECT

PASSWORD = "correct horse battery"


def address_of(database):
    """Of another database on the server that the tests run on."""
    return urlunsplit(urlsplit(settings.DATABASE_URL)._replace(path=f"/{database}"))


def _execute(statement):
    with psycopg.connect(address_of("postgres"), autocommit=True) as connection:
        connection.execute(statement)


class Installation:
    """Commands on one data folder and one database, as an operator types them."""

    def __init__(self, folder, database, template=None):
        self.database = database
        self.data = folder / database
        self.data.mkdir(exist_ok=True)
        _execute(f"DROP DATABASE IF EXISTS {database}")
        _execute(f"CREATE DATABASE {database} TEMPLATE {template or 'template1'}")

    def environment(self, **settings):
        kept = {k: v for k, v in os.environ.items() if k not in ("SECRET_KEY",)}
        return kept | {
            "DATABASE_URL": address_of(self.database),
            "PDFSUM_DATA_DIR": str(self.data),
            "PDFSUM_PASSWORD": PASSWORD,
            **settings,
        }

    def run(self, *arguments, **settings):
        """Exit code, and everything that was printed."""
        done = subprocess.run(
            [sys.executable, "-W", "ignore", "manage.py", *map(str, arguments)],
            cwd=PROJECT,
            env=self.environment(**settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stdout, done.stdout
        return done.returncode, done.stdout

    def manage(self, *arguments, **settings):
        code, printed = self.run(*arguments, **settings)
        assert code == 0, printed
        return printed

    def rows(self, query):
        with psycopg.connect(address_of(self.database), autocommit=True) as connection:
            return connection.execute(query).fetchall()

    def execute(self, statement):
        with psycopg.connect(address_of(self.database), autocommit=True) as connection:
            connection.execute(statement)

    def files(self):
        """Stored files by name, with their bytes."""
        root = self.data / "files"
        return {
            str(path.relative_to(root)): path.read_bytes()
            for path in root.rglob("*.pdf")
        }

    def drop(self):
        _execute(f"DROP DATABASE IF EXISTS {self.database} WITH (FORCE)")
