import pytest

from pdfsum.accounts.models import User

URL = "/accounts/login/"
PASSWORD = "correct horse battery"


def test_it_logs_in_with_any_spelling_of_the_address(client, alice):
    response = client.post(URL, {"login": "Alice@Example.ORG", "password": PASSWORD})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(alice.pk)


def test_it_goes_on_to_the_page_that_asked(client, alice):
    response = client.post(
        f"{URL}?next=/settings/", {"login": alice.email, "password": PASSWORD}
    )

    assert response["Location"] == "/settings/"


def test_it_goes_on_to_no_other_site(client, alice):
    response = client.post(
        f"{URL}?next=https://evil.example/",
        {"login": alice.email, "password": PASSWORD},
    )

    assert response["Location"] == "/"


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_it_says_the_same_of_a_wrong_password_and_an_unknown_address(
    client, alice, email
):
    response = client.post(URL, {"login": email, "password": "wrong"})

    assert "No account has this email address and password." in (
        response.content.decode()
    )


def test_it_stops_guessing(client, alice):
    for _ in range(5):
        client.post(URL, {"login": alice.email, "password": "wrong"})

    response = client.post(URL, {"login": alice.email, "password": PASSWORD})

    assert "Too many failed login attempts" in response.content.decode()
    assert "_auth_user_id" not in client.session


def test_it_refuses_a_closed_account(client, alice):
    User.objects.update(is_active=False)

    client.post(URL, {"login": alice.email, "password": PASSWORD})

    assert "_auth_user_id" not in client.session
    assert client.get("/accounts/inactive/").status_code == 200


def test_it_points_to_the_set_up_link_while_nobody_has_an_account(client, db):
    assert "set-up link" in client.get(URL).content.decode()


def test_it_ties_errors_and_help_to_their_fields(client, alice):
    page = client.post(URL, {"login": "no address", "password": "x"}).content.decode()

    assert 'aria-describedby="id_login_error"' in page
    assert 'id="id_login_error"' in page
    assert 'aria-describedby="id_password_helptext"' in page
    assert 'id="id_password_helptext"' in page


def test_the_admin_uses_this_page_too(client, alice):
    assert client.get("/admin/login/")["Location"].startswith(URL)
