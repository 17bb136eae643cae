"""`python -m pdfsum.healthcheck`, as a container's engine calls it."""

import os
import time

import pytest

from pdfsum import healthcheck
from tests.serving import free_port


@pytest.fixture
def alive(monkeypatch, tmp_path):
    path = tmp_path / "alive"
    monkeypatch.setenv("PDFSUM_SIGN_OF_LIFE", str(path))
    return path


def test_a_fresh_sign_of_life_is_healthy(alive):
    alive.touch()
    assert healthcheck.main(["beats"]) == 0


def test_an_old_one_is_not(alive, capsys):
    alive.touch()
    os.utime(alive, (time.time() - 61, time.time() - 61))
    assert healthcheck.main(["beats"]) == 1
    assert "is 61 s old" in capsys.readouterr().err


def test_none_is_not(alive, capsys):
    assert healthcheck.main(["beats"]) == 1
    assert "no sign of life yet" in capsys.readouterr().err


def test_a_web_server_that_is_ready_is_healthy(live_server, monkeypatch):
    monkeypatch.setenv("PDFSUM_PORT", str(live_server.thread.port))
    assert healthcheck.main(["web"]) == 0


def test_one_whose_cache_is_away_is_not(live_server, monkeypatch, capsys):
    monkeypatch.setattr("pdfsum.health._cache_answers", lambda: False)
    monkeypatch.setenv("PDFSUM_PORT", str(live_server.thread.port))
    assert healthcheck.main(["web"]) == 1
    assert '"cache": "down"' in capsys.readouterr().err


def test_none_at_all_is_not(monkeypatch, capsys):
    monkeypatch.setenv("PDFSUM_PORT", str(free_port()))
    assert healthcheck.main(["web"]) == 1
    assert "does not answer" in capsys.readouterr().err


def test_it_says_what_it_wants(capsys):
    assert healthcheck.main([]) == 1
    assert "Say web or beats." in capsys.readouterr().err
