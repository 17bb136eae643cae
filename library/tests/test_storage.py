import os
import time
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from library import storage
from library.errors import StoredFileMissingError
from library.models import StoredFile
from library.tests.factories import make_document, make_stored_file

pytestmark = pytest.mark.django_db


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
