URL = "/accounts/logout/"


def test_it_logs_out(client, alice):
    client.force_login(alice)

    response = client.post(URL)

    assert response["Location"] == "/accounts/login/"
    assert "_auth_user_id" not in client.session


def test_a_link_alone_logs_nobody_out(client, alice):
    client.force_login(alice)

    assert "Log out?" in client.get(URL).content.decode()
    assert "_auth_user_id" in client.session
