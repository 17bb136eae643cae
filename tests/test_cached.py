"""The mechanism behind every cached data set: races, damage, counters."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django_redis import get_redis_connection

from library.actions.tag_editing import rename_tag
from library.models import Library, Membership, Tag
from library.tag_counts import _count, get_tag_counts
from pdfsum.lib.cached import CachedData, all_cached_data

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "thing:7"


@pytest.fixture
def things():
    return CachedData("things", key=lambda pk: f"thing:{pk}", lifetime="CACHE_TTL")


def test_it_makes_a_value_once(things):
    made = []

    def make():
        made.append(1)
        return {"n": len(made)}

    assert [things.read(7, make=make) for _ in range(3)] == [{"n": 1}] * 3
    assert (things.hits, things.misses) == (2, 1)
    assert cache.get(KEY) == {"n": 1}


def test_a_value_made_before_a_write_is_not_stored_after_it(things):
    """The reader was slow: while it computed, the write came and forgot."""

    def make():
        things.forget(7)
        return {"n": "old"}

    assert things.read(7, make=make) == {"n": "old"}
    assert cache.get(KEY) is None
    assert things.read(7, make=lambda: {"n": "new"}) == {"n": "new"}
    assert things.read(7, make=dict) == {"n": "new"}


def test_a_slow_reader_does_not_overwrite_a_faster_one(things):
    def make():
        things.forget(7)
        things.read(7, make=lambda: {"n": "new"})
        return {"n": "old"}

    things.read(7, make=make)
    assert things.read(7, make=dict) == {"n": "new"}


def test_two_who_find_nothing_both_get_a_value(things):
    def make():
        return {"n": things.read(7, make=lambda: 2)}

    assert things.read(7, make=make) == {"n": 2}


def test_a_reader_that_fails_keeps_others_from_nothing(things):
    with pytest.raises(ZeroDivisionError):
        things.read(7, make=lambda: 1 // 0)
    assert things.read(7, make=lambda: 5) == 5
    assert 0 < cache.ttl(KEY) <= 30


def test_a_value_that_is_not_current_is_made_anew(things):
    things.read(7, make=lambda: {"version": 1})
    value = things.read(
        7, make=lambda: {"version": 2}, is_current=lambda value: value["version"] == 2
    )
    assert value == {"version": 2}
    assert cache.get(KEY) == {"version": 2}


@pytest.mark.parametrize("damage", [b"\x80\x05pickle.", b"not json", b"\xff", b""])
def test_bytes_that_are_no_json_are_made_anew(things, damage):
    get_redis_connection().set(KEY, damage)
    assert things.read(7, make=lambda: {"n": 1}) == {"n": 1}


def test_nothing_is_not_kept(things):
    assert things.read(7, make=lambda: None) is None
    assert things.read(7, make=lambda: 3) == 3 or cache.get(KEY) is not None


def test_many_keys_are_forgotten_in_few_messages(things):
    for pk in range(30):
        things.read(pk, make=lambda: 1)
    things.forget(*range(30))
    assert get_redis_connection().keys("thing:*") == []


def test_counters_are_readable_and_not_in_valkey(things):
    things.read(7, make=lambda: 1)
    names = [one.name for one in all_cached_data()]
    assert {"tag_counts", "document_meta", "provider_users", "things"} <= set(names)
    assert get_redis_connection().keys("*") == [KEY.encode()]


def test_while_others_read_nobody_sees_an_old_count_after_a_write(alice, bob):
    """Readers in threads; after each write the writer looks as each of the two."""
    library = Library.objects.create(name="Shared")
    for user in (alice, bob):
        Membership.objects.create(library=library, user=user, role="owner")
    tag = Tag.objects.create(library=library, name="0", slug="0")
    stop = threading.Event()
    failures = []

    def read(user):
        try:
            while not stop.is_set():
                get_tag_counts(user)
        except Exception as exc:
            failures.append(exc)
        finally:
            connection.close()

    readers = [threading.Thread(target=read, args=[user]) for user in (alice, bob) * 2]
    for reader in readers:
        reader.start()
    try:
        for number in range(1, 40):
            rename_tag(user=alice, tag=tag, name=str(number))
            for user in (alice, bob):
                assert [tag["name"] for tag in get_tag_counts(user)] == [str(number)]
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert failures == []
    assert get_tag_counts(bob) == _count(bob)


def test_an_error_in_asking_what_to_forget_is_logged_alone(things, caplog):
    def broken():
        raise OSError("out of reach")

    cache.set(KEY, {"n": "old"})
    with transaction.atomic():
        things.forget_later(broken)
        things.forget(7)
    assert cache.get(KEY) is None
    assert "out of reach" in caplog.text
