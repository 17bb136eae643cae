"""The web's database user is no superuser, so some extensions are not its to make."""

import pytest
from django.db import connection
from django.db.migrations.state import ProjectState

from pdfsum.lib.extensions import ExtensionMissingError, RequireExtension

pytestmark = pytest.mark.django_db(transaction=True)


def require(name):
    state = ProjectState()
    with connection.schema_editor() as editor:
        RequireExtension(name).database_forwards("library", editor, state, state)


def test_it_prints_the_statement_for_an_administrator():
    with pytest.raises(ExtensionMissingError) as caught:
        require("pg_buffercache")
    assert "CREATE EXTENSION IF NOT EXISTS pg_buffercache;" in str(caught.value)


def test_an_extension_that_is_there_is_enough():
    require("vector")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_extension WHERE extname = 'vector'")
        assert cursor.fetchone() == (1,)
