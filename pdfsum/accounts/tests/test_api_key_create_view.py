import re

from pdfsum.accounts.models import ApiKey

URL = "/settings/api-keys/create/"
LIST = "/settings/api-keys/"
FORM = {"name": "backup", "scopes": ["read", "chat"], "expires_in": "0"}


def shown_key(response) -> str | None:
    found = re.search(r"pdfsum_[\w-]{43}", response.content.decode())
    return found and found[0]


def test_it_shows_a_new_key_once(client, alice):
    client.force_login(alice)

    response = client.post(URL, FORM, follow=True)

    key = shown_key(response)
    api_key = ApiKey.objects.authenticate(key)
    assert api_key.user == alice
    assert api_key.scopes == ["read", "chat"]
    assert api_key.expires_at is None
    assert "no-store" in response["Cache-Control"]
    assert shown_key(client.get(LIST)) is None


def test_the_server_keeps_no_copy_of_the_key(client, alice):
    client.force_login(alice)

    response = client.post(URL, FORM)

    key = response.cookies["pdfsum_new_api_key"].value.split(":")[0]
    assert re.fullmatch(r"pdfsum_[\w-]{43}", key)
    assert response.cookies["pdfsum_new_api_key"]["httponly"]
    assert key not in str(dict(client.session))
    assert key not in str(ApiKey.objects.values().get())


def test_the_next_user_of_the_browser_does_not_see_it(client, alice, bob):
    client.force_login(alice)
    client.post(URL, FORM)

    client.force_login(bob)

    assert shown_key(client.get(LIST)) is None


def test_a_second_click_makes_no_second_key(client, alice):
    client.force_login(alice)
    client.post(URL, FORM)

    response = client.post(URL, FORM)

    assert "already have a key named" in response.content.decode()
    assert ApiKey.objects.count() == 1


def test_two_people_may_use_the_same_name(client, alice, bob):
    for user in [alice, bob]:
        client.force_login(user)
        client.post(URL, FORM)

    assert ApiKey.objects.count() == 2


def test_it_can_expire(client, alice):
    client.force_login(alice)

    client.post(URL, FORM | {"expires_in": "30"})

    api_key = ApiKey.objects.get()
    assert (api_key.expires_at - api_key.created_at).days in (29, 30)


def test_it_wants_a_known_scope(client, alice):
    client.force_login(alice)

    for scopes in [[], ["admin"]]:
        client.post(URL, FORM | {"scopes": scopes})

    assert not ApiKey.objects.exists()


def test_it_needs_login(client, db):
    assert client.post(URL, FORM)["Location"].startswith("/accounts/login/")
    assert not ApiKey.objects.exists()


def test_it_takes_no_other_verb(client, alice):
    client.force_login(alice)

    assert client.get(URL).status_code == 405
