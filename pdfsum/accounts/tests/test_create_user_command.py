import pytest
from django.core.management import CommandError, call_command

from pdfsum.accounts.models import User

PASSWORD = "correct horse battery"
PROMPT = "pdfsum.accounts.management.commands.create_user.getpass"


@pytest.fixture
def password(monkeypatch):
    monkeypatch.setenv("PDFSUM_PASSWORD", PASSWORD)


@pytest.fixture
def typed(monkeypatch):
    """Answer the prompts with these, one after the other."""
    monkeypatch.delenv("PDFSUM_PASSWORD", raising=False)

    def answer(*answers):
        waiting = iter(answers)
        monkeypatch.setattr(PROMPT, lambda prompt: next(waiting))
        monkeypatch.setattr("sys.stdin.isatty", lambda: True)

    return answer


def test_it_creates_a_user(db, password):
    call_command("create_user", "New@Example.org")

    user = User.objects.get()
    assert user.email == "new@example.org"
    assert user.check_password(PASSWORD)
    assert not user.is_staff


def test_it_creates_an_admin(db, password):
    call_command("create_user", "new@example.org", admin=True)

    assert User.objects.get(is_staff=True, is_superuser=True)


def test_it_asks_for_the_password_twice(db, typed):
    typed(PASSWORD, PASSWORD)

    call_command("create_user", "new@example.org")

    assert User.objects.get().check_password(PASSWORD)


def test_it_refuses_passwords_that_differ(db, typed):
    typed(PASSWORD, "another")

    with pytest.raises(CommandError, match="differ"):
        call_command("create_user", "new@example.org")
    assert not User.objects.exists()


def test_it_says_when_nobody_can_type(db, monkeypatch):
    monkeypatch.delenv("PDFSUM_PASSWORD", raising=False)

    def end_of_file(prompt):
        raise EOFError

    monkeypatch.setattr(PROMPT, end_of_file)

    with pytest.raises(CommandError, match="Set PDFSUM_PASSWORD"):
        call_command("create_user", "new@example.org")


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("ALICE@example.org", "^There is already a user with this email address.$"),
        ("no address", "^Enter a valid email address.$"),
    ],
)
def test_it_refuses_a_wrong_address_in_one_sentence(alice, password, email, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_user", email)


def test_it_refuses_a_weak_password(db, monkeypatch):
    monkeypatch.setenv("PDFSUM_PASSWORD", "abc")

    with pytest.raises(CommandError, match="too short"):
        call_command("create_user", "new@example.org")
    assert not User.objects.exists()
