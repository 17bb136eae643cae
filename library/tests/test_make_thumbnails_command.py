from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from library import pictures
from library.pictures import thumbnail_of
from library.tests.factories import make_document
from pdfsum.lib import batches
from tests import pdfs


def run(*arguments):
    out = StringIO()
    call_command("make_thumbnails", *arguments, stdout=out)
    return out.getvalue().strip()


def test_it_renders_what_is_missing(alice, monkeypatch):
    monkeypatch.setattr(batches, "BATCH", 2)
    documents = [
        make_document(user=alice, content=pdfs.text_pdf([f"Page {number}."]))
        for number in range(3)
    ]
    pictures.make_thumbnail(documents[0])
    make_document(user=alice, content=b"%PDF-1.7\nbroken\n%%EOF")
    make_document(user=alice, trashed_at="2026-01-01T00:00Z")
    assert run() == (
        "Thumbnails made: 2. There already: 1. Documents that can have none: 1."
    )
    assert all(pictures.find(thumbnail_of(document)) for document in documents)
    assert run().startswith("Thumbnails made: 0. There already: 3.")


def test_it_keeps_to_one_user(alice, bob):
    make_document(user=alice, content=pdfs.text_pdf())
    theirs = make_document(user=bob, content=pdfs.blank_pdf())
    assert run("--user", "alice@example.org").startswith("Thumbnails made: 1.")
    assert not pictures.find(thumbnail_of(theirs))


def test_it_knows_no_such_user(db):
    with pytest.raises(CommandError, match="There is no user"):
        run("--user", "nobody@example.org")
