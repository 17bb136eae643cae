from datetime import timedelta

from django.utils import timezone

from pdfsum.accounts.tests.factories import make_api_key

URL = "/settings/api-keys/"


def test_it_lists_your_keys_and_no_others(client, alice, bob):
    api_key, key = make_api_key(alice, name="backup script", scopes=["read"])
    make_api_key(bob, name="of bob")
    client.force_login(alice)

    page = client.get(URL).content.decode()

    assert "backup script" in page
    assert api_key.prefix in page
    assert "of bob" not in page
    assert key not in page


def test_it_marks_what_has_expired(client, alice):
    make_api_key(alice, expires_at=timezone.now() - timedelta(days=1))
    client.force_login(alice)

    assert "expired" in client.get(URL).content.decode()


def test_it_costs_the_same_for_any_number_of_keys(
    client, alice, django_assert_num_queries
):
    for number in range(20):
        make_api_key(alice, name=f"key {number}")
    client.force_login(alice)

    # Session, user, keys.
    with django_assert_num_queries(3):
        client.get(URL)


def test_it_needs_login(client, db):
    assert client.get(URL)["Location"] == f"/accounts/login/?next={URL}"


def test_it_takes_no_other_verb(client, alice):
    client.force_login(alice)

    assert client.post(URL).status_code == 405
