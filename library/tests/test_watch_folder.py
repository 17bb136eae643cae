import logging
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.db import connection

from library import actions, watching
from library.actions import importing
from library.models import Document, StoredFile
from library.moving import move_aside, put_back
from library.tests.factories import PDF
from library.watching import STILL, watch_folder
from pdfsum.lib.errors import DiskFullError


class Inbox:
    """The watched folder, and a clock that a test moves on."""

    def __init__(self, root):
        self.root, self.now = root, 1000.0

    def drop(self, name="a.pdf", content=None):
        path = self.root / name
        path.write_bytes(PDF + name.encode() if content is None else content)
        return path

    def wait(self):
        self.now += STILL.total_seconds()

    def look_twice(self):
        watch_folder()
        self.wait()
        return watch_folder()

    def names(self):
        files = (path for path in self.root.rglob("*") if path.is_file())
        return sorted(str(path.relative_to(self.root)) for path in files)

    def reason(self, name):
        return (self.root / f"{name}.txt").read_text()


@pytest.fixture
def inbox(alice, settings, tmp_path, monkeypatch):
    inbox = Inbox(tmp_path / "inbox")
    inbox.root.mkdir()
    settings.PDFSUM_WATCH_DIR = inbox.root
    settings.PDFSUM_WATCH_USER = "Alice@example.org"
    monkeypatch.setattr(watching.time, "time", lambda: inbox.now)
    return inbox


def test_it_adds_a_file_that_stopped_growing_and_moves_it_to_done(alice, inbox):
    inbox.drop("a.pdf")
    assert watch_folder() == 0
    inbox.wait()
    assert watch_folder() == 1
    document = Document.objects.get()
    assert document.filename == "a.pdf"
    assert document.library.private_owner == alice
    assert inbox.names() == ["done/a.pdf"]


def test_it_waits_while_a_file_grows(inbox):
    path = inbox.drop()
    watch_folder()
    for _ in range(3):
        inbox.wait()
        with path.open("ab") as file:
            file.write(b"more")
        assert watch_folder() == 0
    inbox.wait()
    assert watch_folder() == 1


def test_losing_the_cache_costs_a_wait_and_nothing_else(inbox):
    inbox.drop()
    watch_folder()
    cache.clear()
    inbox.wait()
    assert watch_folder() == 0
    inbox.wait()
    assert watch_folder() == 1


def test_it_passes_over_partial_and_hidden_files_links_and_folders(inbox, tmp_path):
    names = ["a.pdf.part", "b.pdf.crdownload", "c.pdf~", ".d.pdf", "~$e.pdf"]
    for name in names:
        inbox.drop(name)
    (tmp_path / "outside.pdf").write_bytes(PDF)
    (inbox.root / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    (inbox.root / "folder.pdf").mkdir()
    assert inbox.look_twice() == 0
    assert inbox.names() == sorted([*names, "link.pdf"])


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.pdf", b"a text", "not a PDF"),
        ("empty.pdf", b"", "is empty"),
        ("notes.txt", b"a note", "not a PDF"),
    ],
)
def test_what_is_refused_lies_in_failed_beside_the_reason(
    inbox, name, content, sentence
):
    path = inbox.drop(name, content)
    assert inbox.look_twice() == 1
    assert inbox.names() == [f"failed/{name}", f"failed/{name}.txt"]
    assert sentence in inbox.reason(f"failed/{name}")
    assert (inbox.root / "failed" / path.name).read_bytes() == content


def test_a_duplicate_is_done_and_says_of_what(inbox):
    inbox.drop("a.pdf", PDF)
    inbox.look_twice()
    inbox.drop("copy.pdf", PDF)
    inbox.look_twice()
    assert Document.objects.count() == 1
    assert inbox.names() == ["done/a.pdf", "done/copy.pdf", "done/copy.pdf.txt"]
    assert "already have this file, as “a”" in inbox.reason("done/copy.pdf")


def test_what_lies_in_the_trash_is_not_taken_out_of_it(alice, inbox):
    inbox.drop("a.pdf", PDF)
    inbox.look_twice()
    actions.trash_document(user=alice, document=Document.objects.get())
    inbox.drop("a.pdf", PDF)
    inbox.look_twice()
    assert "in the trash" in inbox.reason("failed/a.pdf")


def test_no_file_takes_the_place_of_another(inbox):
    for content in (b"1", b"2", b"3"):
        inbox.drop("a.pdf", PDF + content)
        inbox.look_twice()
    assert inbox.names() == ["done/a (2).pdf", "done/a (3).pdf", "done/a.pdf"]
    assert (inbox.root / "done/a (2).pdf").read_bytes() == PDF + b"2"


@pytest.mark.parametrize("with_links", [True, False])
def test_what_is_put_back_takes_the_place_of_no_file(tmp_path, monkeypatch, with_links):
    def refuse(self, target):
        raise PermissionError(1, "Operation not permitted")

    if not with_links:
        monkeypatch.setattr("pathlib.Path.hardlink_to", refuse)
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "a.pdf").write_bytes(b"another")
    (inner / "a.pdf").write_bytes(b"back")
    assert put_back(inner / "a.pdf", tmp_path) == tmp_path / "a (2).pdf"
    assert (tmp_path / "a (2).pdf").read_bytes() == b"back"
    assert (tmp_path / "a.pdf").read_bytes() == b"another"
    assert list(inner.iterdir()) == []


def test_a_file_that_is_gone_leaves_no_trace_when_it_is_moved(tmp_path):
    with pytest.raises(FileNotFoundError):
        move_aside(tmp_path.parent / "gone.pdf", tmp_path)
    assert not (tmp_path / "gone.pdf").exists()


def test_a_file_put_under_the_same_name_meanwhile_is_a_file_of_its_own(
    inbox, monkeypatch
):
    inbox.drop("a.pdf", PDF + b"1")
    add = watching.import_file

    def add_and_drop(**options):
        if Document.objects.count() == 0:
            inbox.drop("a.pdf", PDF + b"2")
        return add(**options)

    monkeypatch.setattr(watching, "import_file", add_and_drop)
    inbox.look_twice()
    assert inbox.names() == ["a.pdf", "done/a.pdf"]
    assert (inbox.root / "done/a.pdf").read_bytes() == PDF + b"1"
    inbox.look_twice()
    assert Document.objects.count() == 2


def test_a_file_that_is_written_while_it_is_read_goes_back(inbox, monkeypatch):
    path = inbox.drop()
    held = path.open("ab")
    copy = importing.HashedUpload._copy

    def copy_and_write(self, source, most):
        copy(self, source, most)
        held.write(b"more")
        held.flush()

    monkeypatch.setattr(importing.HashedUpload, "_copy", copy_and_write)
    assert inbox.look_twice() == 0
    assert not Document.objects.exists()
    monkeypatch.undo()
    held.close()
    assert inbox.names() == ["a.pdf"]


def test_a_look_that_was_killed_loses_nothing(inbox):
    inbox.drop("a.pdf")
    (inbox.root / ".taken").mkdir()
    (inbox.root / "a.pdf").rename(inbox.root / ".taken" / "a.pdf")
    inbox.drop("a.pdf", PDF + b"another")
    inbox.look_twice()
    assert Document.objects.count() == 2
    assert inbox.names() == ["done/a (2).pdf", "done/a.pdf"]


@pytest.mark.parametrize("error", [DiskFullError, KeyboardInterrupt])
def test_when_it_cannot_go_on_the_files_stay(inbox, monkeypatch, caplog, error):
    inbox.drop("a.pdf")
    inbox.drop("b.pdf")

    def refuse(**options):
        raise error

    monkeypatch.setattr(importing, "upload_document", refuse)
    if error is KeyboardInterrupt:
        with pytest.raises(KeyboardInterrupt):
            inbox.look_twice()
    else:
        assert inbox.look_twice() == 0
        assert "disk is full" in caplog.text
    assert inbox.names() == ["a.pdf", "b.pdf"]


def test_what_is_in_the_way_is_said_once(inbox, settings, caplog):
    caplog.set_level(logging.INFO, "library")
    inbox.drop("private.pdf")
    settings.PDFSUM_WATCH_USER = "nobody@example.org"
    for _ in range(3):
        inbox.look_twice()
    assert caplog.text.count("PDFSUM_WATCH_USER is not the email address") == 1
    assert inbox.names() == ["private.pdf"]
    settings.PDFSUM_WATCH_USER = "alice@example.org"
    inbox.look_twice()
    assert inbox.names() == ["done/private.pdf"]
    assert "private" not in caplog.text


def test_it_says_when_it_has_no_folder_or_may_not_write_there(
    inbox, settings, caplog, monkeypatch
):
    inbox.drop()

    def refuse(self, **options):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("pathlib.Path.touch", refuse)
    assert inbox.look_twice() == 0
    assert "cannot be written by the workers (Permission denied)" in caplog.text
    assert inbox.names() == ["a.pdf"]
    settings.PDFSUM_WATCH_DIR = inbox.root / "missing"
    watch_folder()
    assert "PDFSUM_WATCH_DIR is no folder" in caplog.text


def test_without_a_setting_it_does_nothing(db, settings, django_assert_num_queries):
    settings.PDFSUM_WATCH_DIR = None
    with django_assert_num_queries(0):
        assert watch_folder() == 0


def test_a_long_look_ends_and_the_next_goes_on(inbox, monkeypatch):
    monkeypatch.setattr(watching, "LONGEST_LOOK", STILL * -1)
    inbox.drop()
    assert inbox.look_twice() == 0
    monkeypatch.undo()
    assert inbox.names() == ["a.pdf"]


@pytest.mark.django_db(transaction=True)
def test_of_two_watchers_each_file_goes_to_one(inbox):
    for number in range(12):
        inbox.drop(f"{number}.pdf")
    watch_folder()
    inbox.wait()
    together = threading.Barrier(3)

    def look(_):
        try:
            together.wait()
            return watch_folder()
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        counts = list(pool.map(look, range(3)))
    assert sum(counts) == 12
    assert sorted(counts)[:2] == [0, 0]
    assert Document.objects.count() == StoredFile.objects.count() == 12
    assert inbox.names() == sorted(f"done/{number}.pdf" for number in range(12))


@pytest.mark.django_db(transaction=True)
def test_two_watchers_without_the_lock_lose_nothing_either(alice, inbox):
    """As when the database's connection broke under the one that held it."""
    for number in range(12):
        inbox.drop(f"{number}.pdf")
    watch = list(inbox.root.iterdir())
    watching.check_watched_folder(inbox.root)

    def take_all(_):
        try:
            return sum(watching._take(alice, path) for path in watch)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        assert sum(pool.map(take_all, range(3))) == 12
    assert Document.objects.count() == 12
    assert inbox.names() == sorted(f"done/{number}.pdf" for number in range(12))
