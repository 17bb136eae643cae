import io
from uuid import uuid4
from zipfile import ZipFile

import pytest
from django.core.management import CommandError, call_command

from library.models import Document, Library
from library.tests.archives import make_archive
from library.tests.factories import PDF, make_document

pytestmark = pytest.mark.django_db


def run(command, *args, **options):
    out, err = io.StringIO(), io.StringIO()
    call_command(command, *args, stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def test_it_writes_the_library_of_a_user(alice, bob, tmp_path):
    make_document(user=alice, title="Mine")
    make_document(user=bob, title="Not mine")
    file = tmp_path / "out.zip"
    out, _ = run("export_library", str(file), user="Alice@example.org")
    assert "1 document of “My library”" in out
    names = ZipFile(file).namelist()
    assert names == [
        "manifest.json",
        "library.json",
        "documents/000001 Mine.pdf",
        "documents/000001 Mine.json",
        "documents/000001 Mine.md",
    ]


def test_it_writes_over_nothing(alice, tmp_path):
    file = tmp_path / "out.zip"
    file.write_bytes(b"precious")
    with pytest.raises(CommandError, match="is there already"):
        run("export_library", str(file), user=alice.email)
    assert file.read_bytes() == b"precious"


def test_what_is_interrupted_leaves_nothing_behind(alice, tmp_path, monkeypatch):
    def interrupted(*args):
        yield b"PK"
        raise KeyboardInterrupt

    module = "library.management.commands.export_library"
    monkeypatch.setattr(f"{module}.zip_parts", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run("export_library", str(tmp_path / "out.zip"), user=alice.email)
    assert not (tmp_path / "out.zip").exists()


def test_it_says_what_there_is_not(alice, tmp_path):
    file = str(tmp_path / "out.zip")
    with pytest.raises(CommandError, match="There is no user"):
        run("export_library", file, user="nobody@example.org")
    with pytest.raises(CommandError, match="There is no library"):
        run("export_library", file, library=uuid4())
    with pytest.raises(CommandError, match="cannot be written"):
        run("export_library", str(tmp_path / "no" / "out.zip"), user=alice.email)


def test_import_takes_it_and_tells(alice, bob, tmp_path):
    make_document(user=alice, title="One")
    make_document(user=alice, content=PDF, title="Two")
    make_document(user=bob, content=PDF)
    file = str(tmp_path / "out.zip")
    run("export_library", file, user=alice.email)
    out, _ = run("import_library", file, user=bob.email, dry_run=True)
    assert out.startswith("1 would be added, 1 already there, 0 in the trash already")
    assert Document.objects.filter(added_by=bob).count() == 1
    out, _ = run("import_library", file, user=bob.email)
    assert out.startswith("1 added, 1 already there")
    out, _ = run("import_library", file, user=bob.email)
    assert out.startswith("0 added, 2 already there")


def test_import_names_what_it_refuses(alice, tmp_path):
    file = tmp_path / "in.zip"
    file.write_bytes(make_archive(({}, b"no pdf"), ({}, PDF)))
    out, err = run("import_library", str(file), user=alice.email)
    assert "is not a PDF" in err
    assert "1 added" in out
    assert "1 refused" in out


def test_import_says_what_is_wrong_with_the_archive(alice, bob, tmp_path):
    file = tmp_path / "in.zip"
    file.write_bytes(b"no zip")
    with pytest.raises(CommandError, match="damaged"):
        run("import_library", str(file), user=alice.email)
    with pytest.raises(CommandError, match="cannot be read"):
        run("import_library", str(tmp_path / "none.zip"), user=alice.email)
    theirs = Library.objects.private_to(bob)
    with pytest.raises(CommandError, match="sees no library"):
        run("import_library", str(file), user=alice.email, library=theirs.pk)
