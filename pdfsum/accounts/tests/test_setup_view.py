from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from pdfsum.accounts.models import SetupToken, User
from pdfsum.accounts.setup import new_setup_link

URL = "/setup/"


def make_token() -> str:
    return new_setup_link().partition("#")[2]


def form(token, **changes):
    return {
        "token": token,
        "email": "Admin@Example.org",
        "password": "correct horse battery",
    } | changes


def test_the_link_carries_128_bits_in_the_fragment(db, settings):
    settings.APP_URL = "https://pdf.example.org"

    address, _, token = new_setup_link().partition("#")

    assert address == "https://pdf.example.org/setup/"
    assert len(token) >= 22


def test_there_is_no_link_once_somebody_has_an_account(alice):
    assert new_setup_link() is None


def test_only_the_hash_of_the_token_is_kept(db):
    token = make_token()

    assert token not in str(SetupToken.objects.values().get())


def test_it_makes_the_admin_and_logs_them_in(client, db):
    response = client.post(URL, form(make_token()))

    assert response.status_code == 302
    assert response["Location"] == "/"
    admin = User.objects.get()
    assert admin.email == "admin@example.org"
    assert admin.is_staff
    assert admin.is_superuser
    assert admin.check_password("correct horse battery")
    assert client.session["_auth_user_id"] == str(admin.pk)
    assert not SetupToken.objects.exists()


def test_it_refuses_a_wrong_token(client, db):
    make_token()

    response = client.post(URL, form("wrong"))

    assert "wrong or has expired" in response.content.decode()
    assert not User.objects.exists()
    assert SetupToken.objects.exists()


def test_it_refuses_an_expired_token(client, db):
    token = make_token()
    SetupToken.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    response = client.post(URL, form(token))

    assert "wrong or has expired" in response.content.decode()
    assert not User.objects.exists()


def test_a_new_link_replaces_the_old_one(client, db):
    old, new = make_token(), make_token()

    client.post(URL, form(old))
    assert not User.objects.exists()

    client.post(URL, form(new))
    assert User.objects.exists()


def test_a_weak_password_leaves_the_token_valid(client, db):
    token = make_token()

    response = client.post(URL, form(token, password="12345678"))
    assert "too common" in response.content.decode()
    assert not User.objects.exists()

    client.post(URL, form(token))
    assert User.objects.exists()


def test_it_shows_the_form_without_storing_it_anywhere(client, db):
    response = client.get(URL)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("method", ["get", "post"])
def test_it_is_not_found_once_somebody_has_an_account(client, alice, method):
    assert getattr(client, method)(URL).status_code == 404


def test_it_takes_no_other_verb(client, db):
    assert client.put(URL).status_code == 405


@pytest.mark.django_db(transaction=True)
def test_of_two_at_once_one_wins():
    token = make_token()
    barrier = Barrier(2)
    codes = []

    def submit(email):
        barrier.wait(timeout=5)
        try:
            codes.append(Client().post(URL, form(token, email=email)).status_code)
        finally:
            connection.close()

    threads = [Thread(target=submit, args=[f"{n}@example.org"]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == [302, 404]
    assert User.objects.count() == 1
