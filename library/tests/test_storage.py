import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils import timezone

from library import storage
from library.errors import StoredFileMissingError
from library.models import StoredFile
from library.tests.factories import make_document, make_stored_file

pytestmark = pytest.mark.django_db


class ElsewhereStorage(Storage):
    """As one in S3: what it keeps has no path on this machine."""

    def __init__(self):
        self._kept = {}

    def _save(self, name, content):
        self._kept[name] = b"".join(content.chunks())
        return name

    def _open(self, name, mode):
        return BytesIO(self._kept[name])

    def exists(self, name):
        return name in self._kept

    def delete(self, name):
        self._kept.pop(name, None)


def age(name, *, hours):
    then = time.time() - hours * 3600
    os.utime(default_storage.path(name), (then, then))


def test_it_deletes_old_files_without_a_row(alice):
    kept = make_stored_file()
    age(kept.name, hours=2)
    name = default_storage.save(storage.name_of("0" * 64), ContentFile(b"orphan"))
    age(name, hours=2)
    assert storage.delete_orphaned_files() == 1
    assert default_storage.exists(kept.name)
    assert not default_storage.exists(name)


def test_it_spares_a_young_file_whose_row_may_still_come():
    name = default_storage.save(storage.name_of("0" * 64), ContentFile(b"young"))
    assert storage.delete_orphaned_files() == 0
    assert default_storage.exists(name)


def test_it_deletes_files_whose_last_document_is_gone(alice):
    unused, used = make_stored_file(), make_document(user=alice).stored_file
    StoredFile.objects.update(created_at=timezone.now() - timedelta(hours=2))
    storage.delete_unused_files()
    assert StoredFile.objects.get() == used
    assert default_storage.exists(used.name)
    assert not default_storage.exists(unused.name)


def test_each_file_that_goes_costs_two_statements(alice, django_assert_num_queries):
    files = [make_stored_file() for _ in range(3)]
    # Which are unused; for each its lock and its row, in a savepoint of two.
    with django_assert_num_queries(1 + 3 * 4):
        storage.delete_unused(stored.pk for stored in files)
    assert not StoredFile.objects.exists()
    assert not any(default_storage.exists(stored.name) for stored in files)


def test_it_deletes_uploads_that_nobody_came_back_for(settings):
    old, young = (settings.FILE_UPLOAD_TEMP_DIR / name for name in ("old", "young"))
    for path in (old, young):
        path.write_bytes(b"half a file")
    then = time.time() - 2 * 24 * 3600
    os.utime(old, (then, then))
    storage.delete_abandoned_uploads()
    assert young.exists()
    assert not old.exists()


def test_it_says_when_the_bytes_are_gone():
    stored = make_stored_file()
    default_storage.delete(stored.name)
    with pytest.raises(StoredFileMissingError):
        storage.open_stored(stored)


def make_copy(document, folder, content=b"without a password"):
    """A copy of the document without encryption, kept and named."""
    copy = folder / "copy.pdf"
    copy.write_bytes(content)
    document.unlocked_name = storage.keep_unlocked(document, copy)
    document.save(update_fields=["unlocked_name"])
    return document.unlocked_name


def test_it_lends_the_stored_file(alice):
    document = make_document(user=alice, content=b"as uploaded")
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"as uploaded"


def test_it_lends_a_document_its_own_copy_and_nobody_elses(alice, bob, tmp_path):
    document = make_document(user=alice, content=b"as uploaded")
    same_bytes = make_document(user=bob, content=b"as uploaded")
    make_copy(document, tmp_path)
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"without a password"
    for locked in (same_bytes, document.stored_file):
        with storage.local_copy(locked) as path:
            assert path.read_bytes() == b"as uploaded"


def test_a_lost_copy_gives_the_stored_file(alice, tmp_path):
    document = make_document(user=alice, content=b"as uploaded")
    default_storage.delete(make_copy(document, tmp_path))
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"as uploaded"


def test_a_storage_without_paths_lends_passing_copies(alice, settings, tmp_path):
    elsewhere = {"BACKEND": "library.tests.test_storage.ElsewhereStorage"}
    settings.STORAGES = settings.STORAGES | {"default": elsewhere}
    document = make_document(user=alice, content=b"as uploaded")
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"as uploaded"
    assert not path.exists()
    make_copy(document, tmp_path)
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"without a password"
    assert not path.exists()


def test_it_says_when_there_is_nothing_to_lend(alice):
    document = make_document(user=alice)
    default_storage.delete(document.stored_file.name)
    with pytest.raises(StoredFileMissingError), storage.local_copy(document):
        pass


def test_a_copy_takes_the_place_of_an_older_one(alice, tmp_path):
    document = make_document(user=alice)
    first = make_copy(document, tmp_path, b"half a copy")
    assert make_copy(document, tmp_path) == first
    assert default_storage.listdir("unlocked") == ([], [f"{document.pk}.pdf"])
    with storage.local_copy(document) as path:
        assert path.read_bytes() == b"without a password"


def test_it_deletes_copies_of_documents_that_are_gone(alice, tmp_path):
    kept, gone = make_document(user=alice), make_document(user=alice)
    names = [make_copy(document, tmp_path) for document in (kept, gone)]
    for name in names:
        age(name, hours=2)
    gone.delete()
    assert storage.delete_orphaned_copies() == 1
    assert [default_storage.exists(name) for name in names] == [True, False]


def test_it_deletes_what_a_crash_while_unlocking_left(alice, tmp_path):
    document = make_document(user=alice)
    name = make_copy(document, tmp_path)
    type(document).objects.update(unlocked_name="")
    assert storage.delete_orphaned_copies() == 0  # Its row may still come.
    age(name, hours=2)
    assert storage.delete_orphaned_copies() == 1


def test_without_copies_there_is_nothing_to_delete():
    assert storage.delete_orphaned_copies() == 0


def test_what_passes_leaves_nothing_behind(settings):
    with pytest.raises(KeyboardInterrupt), storage.passing_path() as path:
        path.write_bytes(b"half a file")
        raise KeyboardInterrupt
    assert path.parent == settings.FILE_UPLOAD_TEMP_DIR
    assert not path.exists()
