import pytest

from pdfsum.accounts.models import User

URL = "/accounts/signup/"
FORM = {
    "email": "New@Example.org",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
}


@pytest.fixture
def open_for_signup(settings):
    settings.PDFSUM_SIGNUP = "open"


def test_it_is_closed_by_default(client, db):
    assert "Sign-up is closed" in client.get(URL).content.decode()

    client.post(URL, FORM)

    assert not User.objects.exists()
    assert URL not in client.get("/accounts/login/").content.decode()


def test_it_makes_an_ordinary_user_and_logs_them_in(client, db, open_for_signup):
    response = client.post(URL, FORM)

    assert response["Location"] == "/"
    user = User.objects.get()
    assert user.email == "new@example.org"
    assert not user.is_staff
    assert client.session["_auth_user_id"] == str(user.pk)


def test_it_refuses_a_weak_password(client, db, open_for_signup):
    response = client.post(URL, FORM | {"password1": "12345678"})

    assert "too common" in response.content.decode()
    assert not User.objects.exists()


def test_it_refuses_an_address_that_is_taken(client, alice, open_for_signup):
    response = client.post(URL, FORM | {"email": "ALICE@example.org"})

    assert "already an account" in response.content.decode()
    assert User.objects.count() == 1


def test_the_login_page_offers_it(client, db, open_for_signup):
    assert URL in client.get("/accounts/login/").content.decode()


def test_it_stops_machines(client, db, open_for_signup):
    codes = [client.post(URL, {}).status_code for _ in range(21)]

    assert codes[-2:] == [200, 429]
