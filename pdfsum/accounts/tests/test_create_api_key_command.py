import pytest
from django.core.management import CommandError, call_command

from pdfsum.accounts.models import ApiKey


def run(*arguments):
    call_command("create_api_key", "Alice@Example.org", "--name", "ci", *arguments)


def test_it_prints_the_key_alone_on_the_last_line(alice, capsys):
    run()

    api_key = ApiKey.objects.authenticate(capsys.readouterr().out.splitlines()[-1])
    assert api_key.user == alice
    assert api_key.name == "ci"
    assert api_key.scopes == ["read", "write", "chat"]


@pytest.mark.parametrize("scopes", [["chat", "read"], ["read,chat"]])
def test_it_takes_scopes(alice, capsys, scopes):
    run("--scopes", *scopes)

    assert ApiKey.objects.get().scopes == ["read", "chat"]


@pytest.mark.parametrize("scopes", ["admin", ","])
def test_it_names_the_scopes_it_knows(alice, scopes):
    with pytest.raises(CommandError, match="Scopes are read, write, chat"):
        run("--scopes", scopes)
    assert not ApiKey.objects.exists()


def test_it_wants_a_user(db):
    with pytest.raises(CommandError, match=r"There is no user Alice@Example.org\."):
        run()


def test_it_refuses_a_name_that_is_taken(alice):
    run()

    with pytest.raises(CommandError, match="already has a key named"):
        run()
