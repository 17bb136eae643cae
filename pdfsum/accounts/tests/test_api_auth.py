import pytest
from django.test import Client

from pdfsum.accounts.tests.factories import make_api_key

ME = "/api/v1/me"
WRITE = "/api/v1/documents"


def bearer(key) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@pytest.fixture
def client():
    """Like a real one: the test client of pytest-django asks for no CSRF token."""
    return Client(enforce_csrf_checks=True)


def test_a_key_stands_for_its_user(client, alice):
    _, key = make_api_key(alice)

    response = client.get(ME, headers=bearer(key))

    assert response.status_code == 200
    assert response.json()["email"] == alice.email


def test_a_key_needs_no_csrf_token(client, alice):
    _, key = make_api_key(alice)

    response = client.post(WRITE, headers=bearer(key))

    assert response.status_code not in (401, 403)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_is_told_to_authenticate(client, db, method):
    path = ME if method == "get" else WRITE

    response = getattr(client, method)(path)

    assert response.status_code == 401
    assert response.json()["code"] == "not_authenticated"


@pytest.mark.parametrize("key", ["pdfsum_wrong", "", "a b"])
def test_a_wrong_key_is_refused_even_beside_a_session(client, alice, key):
    client.force_login(alice)

    response = client.get(ME, headers=bearer(key))

    assert response.status_code == 401
    assert set(response.json()) == {"code", "detail"}


def test_a_session_may_read(client, alice):
    client.force_login(alice)

    assert client.get(ME).json()["email"] == alice.email


def test_a_session_needs_the_csrf_token_to_write(client, alice):
    client.force_login(alice)

    response = client.post(WRITE)

    assert response.status_code == 403
    assert response.json()["code"] == "csrf_failed"


def test_a_session_with_the_csrf_token_may_write(client, alice):
    client.force_login(alice)
    client.get("/settings/")
    token = client.cookies["pdfsum_csrf"].value

    response = client.post(WRITE, headers={"X-CSRFToken": token})

    assert response.status_code not in (401, 403)


def test_a_key_that_may_read_cannot_write(client, alice):
    _, key = make_api_key(alice, scopes=["read", "chat"])

    assert client.get(ME, headers=bearer(key)).status_code == 200
    response = client.post(WRITE, headers=bearer(key))

    assert response.status_code == 403
    assert response.json()["code"] == "scope_missing"


def test_a_key_that_may_write_cannot_read(client, alice):
    _, key = make_api_key(alice, scopes=["write"])

    response = client.get(ME, headers=bearer(key))

    assert response.json()["code"] == "scope_missing"
    assert client.post(WRITE, headers=bearer(key)).status_code not in (401, 403)
