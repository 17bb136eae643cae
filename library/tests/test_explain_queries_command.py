"""What it prints of a large database stands in `test_major_queries.py`."""

import pytest
from django.core.management import CommandError, call_command

from library.tests.factories import make_document, make_text


def test_it_says_that_there_is_nothing_to_explain(db):
    with pytest.raises(CommandError, match="No library has documents"):
        call_command("explain_queries")


def test_it_names_the_queries_when_there_is_none_of_a_name(db):
    with pytest.raises(CommandError, match="There are:\nlist of one"):
        call_command("explain_queries", "no such query")


def test_it_explains_the_smallest_database(alice, capsys):
    make_text(make_document(user=alice), "One page.")
    call_command("explain_queries")
    out = capsys.readouterr().out
    assert "document for the API: " in out
    assert "SELECT" in out
    assert "Buffers: shared hit" in out
