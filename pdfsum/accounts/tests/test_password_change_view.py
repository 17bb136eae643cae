from django.test import Client

URL = "/accounts/password/change/"
OLD = "correct horse battery"
NEW = "staple of another kind"


def form(**changes):
    return {"oldpassword": OLD, "password1": NEW, "password2": NEW} | changes


def test_it_changes_the_password_and_stays_logged_in(client, alice):
    client.force_login(alice)

    response = client.post(URL, form())

    assert response["Location"] == "/settings/"
    alice.refresh_from_db()
    assert alice.check_password(NEW)
    assert client.get("/settings/").status_code == 200


def test_it_logs_out_everywhere_else(client, alice):
    client.force_login(alice)
    elsewhere = Client()
    elsewhere.force_login(alice)

    client.post(URL, form())

    assert elsewhere.get("/settings/").status_code == 302


def test_it_wants_the_current_password(client, alice):
    client.force_login(alice)

    response = client.post(URL, form(oldpassword="wrong"))

    assert "not your current password" in response.content.decode()
    alice.refresh_from_db()
    assert alice.check_password(OLD)


def test_it_needs_login(client, db):
    assert client.get(URL)["Location"].startswith("/accounts/login/")


def test_somebody_without_a_password_may_set_one(client, alice):
    alice.set_unusable_password()
    alice.save(update_fields=["password"])
    client.force_login(alice)

    assert client.get(URL)["Location"] == "/accounts/password/set/"
    assert client.get("/accounts/password/set/").status_code == 200
    client.post("/accounts/password/set/", {"password1": NEW, "password2": NEW})

    alice.refresh_from_db()
    assert alice.check_password(NEW)
