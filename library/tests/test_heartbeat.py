import time
from datetime import timedelta
from threading import Event

import pytest

from library.models import ProcessingRun
from library.processing import heartbeat as module
from library.processing.heartbeat import heartbeat
from library.tests.factories import make_document, make_run


@pytest.mark.django_db(transaction=True)
def test_a_run_shows_life_while_its_worker_waits(alice, monkeypatch):
    monkeypatch.setattr(module, "INTERVAL", timedelta(milliseconds=20))
    run = make_run(make_document(user=alice), state=ProcessingRun.State.RUNNING)
    with heartbeat(run):
        deadline = time.monotonic() + 5
        while run.heartbeat_at is None and time.monotonic() < deadline:
            time.sleep(0.02)
            run.refresh_from_db()
    assert run.heartbeat_at
    last = ProcessingRun.objects.get().heartbeat_at
    time.sleep(0.1)
    assert ProcessingRun.objects.get().heartbeat_at == last


@pytest.mark.django_db(transaction=True)
def test_a_main_thread_that_hangs_is_ended_with_its_process(alice, monkeypatch):
    monkeypatch.setattr(module, "INTERVAL", timedelta(milliseconds=20))
    monkeypatch.setattr(module, "LONGEST_STEP", timedelta(milliseconds=100))
    ended = Event()
    monkeypatch.setattr(module, "end_process", ended.set)
    run = make_run(make_document(user=alice), state=ProcessingRun.State.RUNNING)
    with heartbeat(run):
        for _ in range(10):  # Slow, but moving.
            time.sleep(0.03)
            run.moved_at = time.monotonic()
            assert not ended.is_set()
        assert ended.wait(5)


@pytest.mark.django_db
def test_after_its_start_the_database_gives_every_worker_time_to_report(monkeypatch):
    monkeypatch.setattr(module, "SILENCE", timedelta(days=3650))
    assert module.silent_since() == module.NOBODY
    monkeypatch.setattr(module, "SILENCE", timedelta())
    assert module.silent_since() > module.NOBODY
