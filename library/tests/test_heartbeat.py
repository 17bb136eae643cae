import time
from datetime import timedelta

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
