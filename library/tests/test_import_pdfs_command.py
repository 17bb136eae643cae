import os
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from library import actions
from library.actions import importing
from library.models import Document, Folder, Library, Membership, ProcessingRun
from library.tests.factories import PDF
from pdfsum.lib.errors import DiskFullError

pytestmark = pytest.mark.django_db


@pytest.fixture
def inbox(tmp_path):
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def put(folder, name, content=None):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF + name.encode() if content is None else content)
    return path


@pytest.fixture
def run(alice, inbox):
    def run_command(*options, user="alice@example.org"):
        out = StringIO()
        try:
            call_command(
                "import_pdfs", str(inbox), "--user", user, *options, stdout=out
            )
        except CommandError as exc:
            return out.getvalue().splitlines(), exc
        return out.getvalue().splitlines(), None

    return run_command


def test_it_adds_every_pdf_below_the_folder_and_leaves_the_files_alone(
    alice, inbox, run
):
    for name in ("a.pdf", "B.PDF", "notes.txt", "2024/may/c.pdf", ".hidden.pdf"):
        put(inbox, name)
    lines, failure = run("--tag", "scans", "--tag", "old")
    assert failure is None
    assert lines == [
        "added          B.PDF",
        "added          a.pdf",
        "added          2024/may/c.pdf",
        "3 added, 0 already there, 0 in the trash, 0 left out, 0 changing, 0 refused.",
    ]
    document = Document.objects.get(filename="c.pdf")
    assert document.library.private_owner == document.added_by == alice
    assert {tag.name for tag in document.tags.all()} == {"scans", "old"}
    assert document.folder is None
    with default_storage.open(document.stored_file.name) as stored:
        assert stored.read() == (inbox / "2024/may/c.pdf").read_bytes()


def test_its_documents_wait_behind_those_that_somebody_waits_for(inbox, run):
    put(inbox, "a.pdf")
    run()
    assert ProcessingRun.objects.get().queue == ProcessingRun.Queue.BULK


def test_a_second_run_adds_nothing(alice, inbox, run):
    put(inbox, "a.pdf")
    put(inbox, "b.pdf")
    run()
    actions.trash_document(user=alice, document=Document.objects.get(filename="b.pdf"))
    lines, failure = run()
    assert failure is None
    assert lines[0].startswith("already there  a.pdf: You already have this file")
    assert lines[1].startswith("in the trash   b.pdf: This file is in the trash")
    assert lines[2].startswith("0 added, 1 already there, 1 in the trash")
    assert Document.objects.count() == 2


def test_it_names_what_it_refuses_and_goes_on(inbox, run, settings):
    settings.PDFSUM_MAX_UPLOAD_MB = 1
    put(inbox, "empty.pdf", b"")
    put(inbox, "large.pdf", b"%PDF-" + bytes(2**20))
    put(inbox, "wrong.pdf", b"a text")
    os.mkfifo(inbox / "pipe.pdf")
    put(inbox, "z.pdf")
    lines, failure = run()
    assert failure.returncode == 1
    assert [line.split(":")[0].split() for line in lines[:-1]] == [
        ["refused", "empty.pdf"],
        ["refused", "large.pdf"],
        ["refused", "pipe.pdf"],
        ["refused", "wrong.pdf"],
        ["added", "z.pdf"],
    ]
    assert "is empty" in lines[0]
    assert "larger than 1 MB" in lines[1]
    assert "it is no file" in lines[2]
    assert "not a PDF" in lines[3]
    assert lines[-1].startswith("1 added")
    assert lines[-1].endswith("4 refused.")


def test_it_names_what_it_may_not_read_and_goes_on(inbox, run, monkeypatch):
    """Root may read everything, so the refusal is made."""
    put(inbox, "closed/a.pdf")
    put(inbox, "secret.pdf")
    put(inbox, "z.pdf")
    opened, scanned = os.open, os.scandir

    def refuse_file(path, *args, **options):
        if str(path).endswith("secret.pdf"):
            raise PermissionError(13, "Permission denied")
        return opened(path, *args, **options)

    def refuse_folder(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return scanned(path)

    monkeypatch.setattr(os, "open", refuse_file)
    monkeypatch.setattr(os, "scandir", refuse_folder)
    lines, failure = run()
    assert failure.returncode == 1
    assert lines[:3] == [
        "refused        secret.pdf: It cannot be read (Permission denied).",
        "added          z.pdf",
        "refused        closed: It cannot be read (Permission denied).",
    ]


def test_it_follows_no_links(inbox, run, tmp_path):
    outside = put(tmp_path, "elsewhere/secret.pdf")
    (inbox / "file.pdf").symlink_to(outside)
    (inbox / "folder").symlink_to(outside.parent)
    (inbox / "loop.pdf").symlink_to(inbox / "loop.pdf")
    lines, failure = run()
    assert failure is None
    assert [line.split(":")[0] for line in lines[:3]] == [
        "left out       file.pdf",
        "left out       folder",
        "left out       loop.pdf",
    ]
    assert not Document.objects.exists()


def test_a_file_that_turns_into_a_link_is_not_followed(alice, inbox, tmp_path):
    link = inbox / "a.pdf"
    link.symlink_to(put(tmp_path, "secret.pdf"))
    imported = importing.import_file(user=alice, path=link)
    assert imported.outcome == importing.Outcome.REFUSED


def test_a_file_that_is_still_written_is_not_added(inbox, run, monkeypatch):
    path = put(inbox, "a.pdf")
    read = importing.HashedUpload._copy

    def read_and_write(self, source, most):
        read(self, source, most)
        with path.open("ab") as file:
            file.write(b"more")

    monkeypatch.setattr(importing.HashedUpload, "_copy", read_and_write)
    lines, failure = run()
    assert failure.returncode == 1
    assert lines[0].startswith("changing       a.pdf: It changed while it was read.")
    assert not Document.objects.exists()


def test_folders_of_the_disk_become_folders_of_the_library(inbox, run):
    put(inbox, "2024/may/a.pdf")
    put(inbox, "2024/MAY/b.pdf")
    put(inbox, "c.pdf")
    run("--folders", "--folder", "Archive/Scans")
    by_file = {document.filename: document for document in Document.objects.all()}
    may = by_file["a.pdf"].folder
    names = [may.name, may.parent.name, may.parent.parent.name]
    assert names == ["MAY", "2024", "Scans"]
    assert by_file["b.pdf"].folder == may
    assert by_file["c.pdf"].folder.name == "Scans"
    assert Folder.objects.count() == 4


def test_without_recursion_it_stays_in_the_folder(inbox, run):
    put(inbox, "a.pdf")
    put(inbox, "deep/b.pdf")
    run("--no-recursive")
    assert [document.filename for document in Document.objects.all()] == ["a.pdf"]


def test_a_dry_run_tells_and_adds_nothing(inbox, run, settings):
    put(inbox, "deep/a.pdf")
    put(inbox, "wrong.pdf", b"a text")
    lines, failure = run("--dry-run", "--folders")
    assert failure.returncode == 1
    assert lines[0].startswith("refused        wrong.pdf")
    assert lines[1] == "would be added deep/a.pdf"
    assert lines[2].startswith("Dry run, nothing was added: 1 would be added")
    assert not Document.objects.exists()
    assert not Folder.objects.exists()
    assert not default_storage.exists("pdfs")
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


def test_it_fills_a_shared_library_that_the_user_may_change(inbox, run, alice, bob):
    shared = Library.objects.create(name="Shared")
    Membership.objects.create(library=shared, user=alice, role="editor")
    Membership.objects.create(library=shared, user=bob, role="reader")
    put(inbox, "a.pdf")
    _, failure = run("--library", str(shared.pk), user="bob@example.org")
    assert "may not add documents" in str(failure)
    run("--library", str(shared.pk))
    assert Document.objects.get().library == shared


def test_it_stops_when_the_disk_is_full_and_says_how_far_it_came(
    inbox, run, monkeypatch
):
    put(inbox, "a.pdf")
    put(inbox, "b.pdf")
    upload = importing.upload_document

    def full(**options):
        if options["upload"].name == "b.pdf":
            raise DiskFullError
        return upload(**options)

    monkeypatch.setattr(importing, "upload_document", full)
    _, failure = run()
    assert "disk is full" in str(failure)
    assert "1 added" in str(failure)


def test_ctrl_c_ends_it_cleanly(inbox, run, monkeypatch, settings):
    put(inbox, "a.pdf")

    def interrupt(**options):
        raise KeyboardInterrupt

    monkeypatch.setattr(importing, "upload_document", interrupt)
    _, failure = run()
    assert failure.returncode == 130
    assert "Interrupted. 0 added" in str(failure)
    assert list(settings.FILE_UPLOAD_TEMP_DIR.iterdir()) == []


def test_names_that_no_terminal_can_print_are_shown_all_the_same(inbox, run):
    put(inbox, os.fsdecode(b"b\xff\x1b[31m.pdf"), PDF)
    lines, failure = run()
    assert failure is None
    assert lines[0] == "added          b��[31m.pdf"


def test_it_says_who_or_what_is_not_there(run, inbox):
    _, failure = run(user="nobody@example.org")
    assert str(failure) == "There is no user nobody@example.org."
    inbox.rmdir()
    _, failure = run()
    assert "is not a folder" in str(failure)
