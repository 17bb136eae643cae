import re

import pytest

from pdfsum.accounts.models import User

URL = "/accounts/password/reset/"
NEW = "staple of another kind"


def without_csrf_token(response) -> str:
    return re.sub(r"\b\w{64}\b", "", response.content.decode())


@pytest.fixture
def mail_server(settings):
    settings.EMAIL_HOST = "mail.example.org"


@pytest.mark.parametrize("email", ["alice@example.org", "nobody@example.org"])
def test_without_a_mail_server_it_says_who_can_help(client, alice, mailoutbox, email):
    shown = client.get(URL).content.decode()
    assert "sends no mail" in shown
    assert "changepassword" in shown

    answered = client.post(URL, {"email": email}).content.decode()

    assert "sends no mail" in answered
    assert email not in answered
    assert mailoutbox == []


def test_it_mails_a_link_that_sets_a_new_password(
    client, alice, mailoutbox, mail_server
):
    client.post(URL, {"email": "Alice@Example.org"})
    [mail] = mailoutbox
    assert mail.to == ["alice@example.org"]
    link = re.search(r"http://testserver(/\S+)", mail.body)[1]

    page = client.get(link, follow=True)
    address = page.redirect_chain[-1][0]
    client.post(address, {"password1": NEW, "password2": NEW})

    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert "no longer works" in client.get(link).content.decode()


def test_it_does_not_tell_whether_an_address_has_an_account(
    client, alice, mailoutbox, mail_server
):
    pages = [
        without_csrf_token(client.post(URL, {"email": email}, follow=True))
        for email in ["alice@example.org", "nobody@example.org"]
    ]

    assert pages[0] == pages[1]
    # The owner of the address is told, and nobody else.
    assert mailoutbox[1].to == ["nobody@example.org"]
    assert "No account here" in mailoutbox[1].body


def test_a_closed_account_gets_no_link(client, alice, mailoutbox, mail_server):
    User.objects.update(is_active=False)

    client.post(URL, {"email": alice.email})

    assert "/password/reset/key/" not in mailoutbox[0].body


def test_it_takes_no_other_verb(client, db):
    assert client.put(URL).status_code == 405
