URL = "/settings/"


def test_it_shows_who_you_are(client, alice):
    client.force_login(alice)

    page = client.get(URL).content.decode()

    assert "alice@example.org" in page
    assert "/accounts/password/change/" in page


def test_it_changes_the_name_and_nothing_else(client, alice):
    client.force_login(alice)

    response = client.post(
        URL, {"name": "Alice Liddell", "email": "x@example.org", "is_staff": "on"}
    )

    assert response["Location"] == URL
    alice.refresh_from_db()
    assert alice.get_full_name() == "Alice Liddell"
    assert alice.email == "alice@example.org"
    assert not alice.is_staff


def test_it_refuses_a_name_that_is_too_long(client, alice):
    client.force_login(alice)

    response = client.post(URL, {"name": "x" * 151})

    assert "at most 150 characters" in response.content.decode()


def test_it_needs_login(client, db):
    assert client.get(URL)["Location"] == "/accounts/login/?next=/settings/"


def test_it_takes_no_other_verb(client, alice):
    client.force_login(alice)

    assert client.put(URL).status_code == 405
