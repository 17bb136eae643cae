import pytest
from django.core.exceptions import ImproperlyConfigured

from pdfsum.lib.env import env_bool, env_choice, env_int, env_path, env_str


def test_it_reads_a_secret_from_a_file(monkeypatch, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden\n")
    monkeypatch.setenv("TOKEN_FILE", str(secret))
    assert env_str("TOKEN") == "hidden"


def test_it_names_a_secret_file_that_is_missing(monkeypatch):
    monkeypatch.setenv("TOKEN_FILE", "/nowhere")
    with pytest.raises(ImproperlyConfigured, match="TOKEN_FILE names /nowhere"):
        env_str("TOKEN")


def test_it_asks_for_what_has_no_default(monkeypatch):
    monkeypatch.setenv("TOKEN", "")
    with pytest.raises(ImproperlyConfigured, match="Set the TOKEN"):
        env_str("TOKEN")


@pytest.mark.parametrize(("value", "meant"), [("True", True), ("0", False)])
def test_it_reads_true_and_false(monkeypatch, value, meant):
    monkeypatch.setenv("SWITCH", value)
    assert env_bool("SWITCH", default=not meant) is meant


def test_a_typo_stops_the_process(monkeypatch):
    monkeypatch.setenv("VALUE", "tru")
    with pytest.raises(ImproperlyConfigured, match="must be true or false"):
        env_bool("VALUE", default=False)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        env_int("VALUE", default=1)
    with pytest.raises(ImproperlyConfigured, match="one of open, closed"):
        env_choice("VALUE", default="open", choices=("open", "closed"))


def test_a_number_has_a_minimum(monkeypatch):
    monkeypatch.setenv("VALUE", "0")
    with pytest.raises(ImproperlyConfigured, match="at least 1"):
        env_int("VALUE", default=1, minimum=1)


def test_a_path_is_made_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOLDER", "here")
    assert env_path("FOLDER") == tmp_path / "here"
    assert env_path("OTHER") is None
