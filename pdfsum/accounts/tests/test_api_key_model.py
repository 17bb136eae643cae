from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from pdfsum.accounts.errors import DuplicateApiKeyNameError
from pdfsum.accounts.models import ApiKey, User
from pdfsum.accounts.tests.factories import make_api_key


def test_a_key_has_256_bits_and_only_its_hash_is_kept(alice):
    api_key, key = make_api_key(alice)

    assert key.startswith("pdfsum_")
    assert len(key) == 50
    assert api_key.prefix == key[:11]
    assert key not in str(ApiKey.objects.values().get())


def test_it_finds_the_key_and_its_user_in_one_query(alice, django_assert_num_queries):
    api_key, key = make_api_key(alice)
    ApiKey.objects.authenticate(key)

    with django_assert_num_queries(1):
        found = ApiKey.objects.authenticate(key)
        assert found.user.email == alice.email
    assert found == api_key


@pytest.mark.parametrize("wrong", ["", "pdfsum_", "x", "pdfsum_\0", "pdfsum_é"])
def test_it_finds_nothing_for_a_wrong_key(alice, wrong):
    make_api_key(alice)

    assert ApiKey.objects.authenticate(wrong) is None


def test_it_refuses_an_expired_key(alice):
    _, old = make_api_key(alice, expires_at=timezone.now() - timedelta(seconds=1))
    _, new = make_api_key(alice, expires_at=timezone.now() + timedelta(hours=1))

    assert ApiKey.objects.authenticate(old) is None
    assert ApiKey.objects.authenticate(new)


def test_it_refuses_the_key_of_a_closed_account(alice):
    _, key = make_api_key(alice)
    User.objects.update(is_active=False)

    assert ApiKey.objects.authenticate(key) is None


def test_it_records_a_use_at_most_once_a_minute(alice):
    api_key, key = make_api_key(alice)
    assert api_key.last_used_at is None

    first = ApiKey.objects.authenticate(key).last_used_at
    assert ApiKey.objects.authenticate(key).last_used_at == first

    an_hour_ago = first - timedelta(hours=1)
    ApiKey.objects.update(last_used_at=an_hour_ago)
    ApiKey.objects.authenticate(key)
    api_key.refresh_from_db()
    assert api_key.last_used_at > an_hour_ago


def test_a_user_has_one_key_of_a_name(alice, bob):
    make_api_key(alice, name="backup")
    make_api_key(bob, name="backup")

    with pytest.raises(DuplicateApiKeyNameError):
        make_api_key(alice, name="backup")


@pytest.mark.parametrize("scopes", [[], ["admin"]])
def test_the_database_refuses_unknown_scopes(alice, scopes):
    with pytest.raises(IntegrityError, match="accounts_apikey_known_scopes"):
        make_api_key(alice, scopes=scopes)
