import uuid

from pdfsum.accounts.models import ApiKey
from pdfsum.accounts.tests.factories import make_api_key


def url(api_key) -> str:
    return f"/settings/api-keys/{api_key.pk}/revoke/"


def test_a_revoked_key_no_longer_works(client, alice):
    api_key, key = make_api_key(alice)
    client.force_login(alice)

    response = client.post(url(api_key))

    assert response["Location"] == "/settings/api-keys/"
    assert ApiKey.objects.authenticate(key) is None


def test_the_key_of_somebody_else_is_not_found(client, alice, bob):
    api_key, key = make_api_key(bob)
    client.force_login(alice)

    assert client.post(url(api_key)).status_code == 404
    assert ApiKey.objects.authenticate(key)


def test_an_unknown_key_is_not_found(client, alice):
    client.force_login(alice)

    assert client.post(url(ApiKey(pk=uuid.uuid4()))).status_code == 404


def test_it_needs_login(client, alice):
    api_key, key = make_api_key(alice)

    assert client.post(url(api_key))["Location"].startswith("/accounts/login/")
    assert ApiKey.objects.authenticate(key)


def test_it_takes_no_other_verb(client, alice):
    api_key, _ = make_api_key(alice)
    client.force_login(alice)

    assert client.get(url(api_key)).status_code == 405
