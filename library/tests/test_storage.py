import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from library import storage
from library.errors import StoredFileMissingError
from library.tests.factories import make_stored_file

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


def test_it_says_when_the_bytes_are_gone():
    stored = make_stored_file()
    default_storage.delete(stored.name)
    with pytest.raises(StoredFileMissingError):
        storage.open_stored(stored)
