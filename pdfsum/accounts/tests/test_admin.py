import pytest
from allauth.account.models import EmailAddress

from pdfsum.accounts.models import ApiKey, User
from pdfsum.accounts.tests.factories import make_api_key

PASSWORD = "correct horse battery"
USERS = "/admin/accounts/user/"
KEYS = "/admin/accounts/apikey/"


@pytest.fixture
def operator(client, db):
    user = User.objects.create_superuser("operator@example.org", PASSWORD)
    client.force_login(user)
    return user


def test_it_finds_users_by_address_and_name(client, operator, alice, bob):
    page = client.get(USERS, {"q": "alice"}).content.decode()

    assert "alice@example.org" in page
    assert "bob@example.org" not in page


def test_it_adds_a_user(client, operator):
    client.post(
        f"{USERS}add/",
        {
            "email": "New@Example.org",
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )

    assert User.objects.get(email="new@example.org").check_password(PASSWORD)


def test_an_old_address_no_longer_logs_in(client, operator, alice):
    EmailAddress.objects.create(user=alice, email=alice.email, primary=True)

    client.post(
        f"{USERS}{alice.pk}/change/", {"email": "New@Example.org", "is_active": "on"}
    )

    alice.refresh_from_db()
    assert alice.email == "new@example.org"
    assert not EmailAddress.objects.exists()


def test_who_is_let_in_again_is_not_deleted_later(client, operator, alice):
    User.objects.filter(pk=alice.pk).update(
        is_active=False, deletion_requested_at="2026-01-01T00:00Z"
    )
    url = f"{USERS}{alice.pk}/change/"
    assert "Deletion requested at" in client.get(url).content.decode()
    client.post(url, {"email": alice.email, "is_active": "on"})
    client.post(url, {"email": alice.email})

    alice.refresh_from_db()
    assert not alice.is_active
    assert alice.deletion_requested_at is None


def test_it_shows_keys_without_their_hash(client, operator, alice):
    api_key, _ = make_api_key(alice, name="backup")

    assert "backup" in client.get(KEYS).content.decode()
    page = client.get(f"{KEYS}{api_key.pk}/change/").content.decode()
    assert api_key.prefix in page
    assert api_key.key_hash not in page


def test_the_list_of_keys_costs_the_same_for_any_number(
    client, operator, alice, django_assert_max_num_queries
):
    for number in range(20):
        make_api_key(alice, name=f"key {number}")

    # Session, user, count, keys.
    with django_assert_max_num_queries(4):
        client.get(KEYS)


def test_set_up_tokens_are_not_there(client, operator):
    assert client.get("/admin/accounts/setuptoken/").status_code == 404


def test_the_list_of_users_costs_the_same_for_any_number(
    client, operator, django_assert_max_num_queries
):
    for number in range(20):
        User.objects.create_user(f"user{number}@example.org", PASSWORD)

    # Session, user, count, users.
    with django_assert_max_num_queries(4):
        assert client.get(USERS).status_code == 200


def test_a_user_goes_with_all_that_is_theirs(client, operator, alice):
    make_api_key(alice, name="backup")
    page = f"{USERS}{alice.pk}/delete/"

    assert "alice@example.org" in client.get(page).content.decode()
    client.post(page, {"post": "yes"})

    assert not User.objects.filter(pk=alice.pk).exists()


def test_keys_are_revoked_but_not_made_or_changed_here(client, operator, alice):
    api_key, _ = make_api_key(alice, name="backup")

    assert client.get(f"{KEYS}add/").status_code == 403
    assert client.post(f"{KEYS}{api_key.pk}/change/", {}).status_code == 403
    client.post(f"{KEYS}{api_key.pk}/delete/", {"post": "yes"})

    assert not ApiKey.objects.exists()
