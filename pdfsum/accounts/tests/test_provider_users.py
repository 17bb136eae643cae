import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.urls import NoReverseMatch, reverse
from django_redis import get_redis_connection

from pdfsum.accounts.provider_users import PROVIDER_USERS, find_provider_user

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "user:provider:google:1234"


@pytest.fixture
def account(alice):
    return SocialAccount.objects.create(user=alice, provider="google", uid="1234")


def find(provider_id="1234"):
    return find_provider_user(provider="google", provider_id=provider_id)


def test_it_finds_the_user_of_an_account(alice, account):
    assert find() == alice


def test_nobody_has_an_account_that_is_not_linked(alice, account):
    assert find("9999") is None
    assert find_provider_user(provider="github", provider_id="1234") is None


def test_the_key_in_valkey_is_exactly_this_one(account):
    find()
    assert get_redis_connection().keys("user:provider:*") == [KEY.encode()]
    assert 3500 < cache.ttl(KEY) <= 3600


def test_that_nobody_has_it_is_not_kept(alice):
    assert find() is None
    SocialAccount.objects.create(user=alice, provider="google", uid="1234")
    assert find() == alice


def test_a_cached_user_costs_one_query(account, django_assert_num_queries):
    with django_assert_num_queries(2):
        find()
    hits = PROVIDER_USERS.hits
    with django_assert_num_queries(1):
        find()
    assert PROVIDER_USERS.hits == hits + 1


def test_a_link_that_is_removed_is_forgotten(account):
    find()
    account.delete()
    assert cache.get(KEY) is None
    assert find() is None


def test_a_link_that_goes_to_somebody_else_is_forgotten(bob, account):
    find()
    account.user = bob
    account.save()
    assert cache.get(KEY) is None
    assert find() == bob


def test_a_sign_in_leaves_it_cached(alice, account):
    """allauth saves the account each time, and Django the user's last login."""
    find()
    account.save()
    alice.save(update_fields=["last_login"])
    assert cache.get(KEY) == alice.pk


def test_a_user_who_is_deactivated_is_forgotten_and_not_found(alice, account):
    find()
    alice.is_active = False
    alice.save()
    assert cache.get(KEY) is None
    assert find() is None


def test_a_user_who_is_deleted_is_forgotten(alice, account):
    find()
    alice.delete()
    assert cache.get(KEY) is None
    assert find() is None


@pytest.mark.parametrize("change", ["unlink", "relink", "deactivate"])
def test_what_nobody_forgot_lets_nobody_in(alice, bob, account, change):
    """As when the cache was out of reach when the link was changed."""
    find()
    accounts = SocialAccount.objects.filter(pk=account.pk)
    if change == "unlink":
        accounts._raw_delete(accounts.db)
    elif change == "relink":
        accounts.update(user=bob)
    else:
        type(alice).objects.filter(pk=alice.pk).update(is_active=False)
    assert cache.get(KEY) == alice.pk
    assert find() == (bob if change == "relink" else None)
    assert cache.get(KEY) != alice.pk


def test_ids_that_look_alike_as_keys_are_not_taken_for_each_other(alice, bob):
    SocialAccount.objects.create(user=alice, provider="a:b", uid="c")
    SocialAccount.objects.create(user=bob, provider="a", uid="b:c")
    assert find_provider_user(provider="a:b", provider_id="c") == alice
    assert find_provider_user(provider="a", provider_id="b:c") == bob


def test_signing_in_by_a_provider_is_not_reachable_yet(client):
    for name in ("socialaccount_login", "socialaccount_signup"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_the_admin_shows_no_secrets_of_providers(client, alice):
    alice.is_staff = alice.is_superuser = True
    alice.save()
    client.force_login(alice)
    assert "socialaccount" not in client.get("/admin/").content.decode()
