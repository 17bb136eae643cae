import os
import signal
import socket
import sys

import pytest

from pdfsum.engines.child_process import (
    ChildLostError,
    ChildProcess,
    ChildRefusedError,
)
from pdfsum.engines.child_server import Limits

MODULE = "pdfsum.engines.tests.forbidden_child"
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")


@pytest.fixture
def start():
    children = []

    def start(**limits):
        limits = Limits(**{"memory_mb": 512, "cpu_seconds": 60, **limits})
        children.append(ChildProcess(MODULE, limits, largest_payload=10_000_000))
        return children[-1]

    yield start
    for child in children:
        child.stop()


@pytest.fixture
def child(start):
    return start()


def test_bytes_travel_both_ways_as_they_are(child):
    data = bytes(range(256)) * 20_000
    reply = child.ask("echo", seconds=30, text="naïve \ud800", payload=data)
    assert (reply.result, reply.payload) == ("naïve \ud800", data)


def test_an_answer_may_come_in_parts(child):
    parts = []
    child.ask("count_parts", seconds=30, parts=3, into=parts.append)
    assert parts == [b"0", b"1", b"2"]
    assert child.ask("echo", seconds=30, text="next").result == "next"


def test_a_fault_of_the_receiver_is_told_as_it_is(child):
    def full(_):
        raise OSError("The disk is full.")

    with pytest.raises(OSError, match="disk is full"):
        child.ask("count_parts", seconds=30, parts=3, into=full)
    # The other parts would come before the next answer.
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_a_refusal_is_told_and_the_child_goes_on(child):
    with pytest.raises(ChildRefusedError) as caught:
        child.ask("refuse", seconds=30, error="no_such_thing")
    assert (caught.value.error, caught.value.detail) == ("no_such_thing", 7)
    assert child.ask("echo", seconds=30, text="still here").result == "still here"


def test_a_fault_tells_its_place_and_nothing_of_the_document(child):
    with pytest.raises(ChildRefusedError) as caught:
        child.ask("blunder", seconds=30, text="words of a secret letter")
    assert caught.value.error == "exception"
    assert caught.value.detail.startswith("ValueError at forbidden_child.py:")
    assert "secret" not in str(caught.value)


def test_what_libraries_print_does_not_get_between_the_answers(child):
    assert child.ask("babble", seconds=30).result == "said"
    assert child.ask("echo", seconds=30, text="next").result == "next"


def test_a_child_that_hangs_is_killed_and_not_asked_again(child):
    child.ask("echo", seconds=30)
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(ChildLostError) as caught:
        child.ask("echo", seconds=0.2)
    assert caught.value.loss == "time"
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)
    with pytest.raises(ChildLostError):
        child.ask("echo", seconds=30)


def test_a_child_that_does_not_read_its_request_is_killed(child):
    child.ask("echo", seconds=30)
    os.kill(child.pid, signal.SIGSTOP)
    with pytest.raises(ChildLostError) as caught:
        child.ask("echo", seconds=0.2, payload=bytes(5_000_000))
    assert caught.value.loss == "time"


def test_a_child_that_talks_nonsense_is_killed(child):
    with pytest.raises(ChildLostError) as caught:
        child.ask("misanswer", seconds=30)
    assert caught.value.loss == "crash"
    with pytest.raises(ProcessLookupError):
        os.kill(child.pid, 0)


def test_more_bytes_than_were_allowed_are_not_taken(child):
    with pytest.raises(ChildLostError):
        child.ask("echo", seconds=30, payload=bytes(10_000_001))


def test_an_answer_to_another_request_is_not_taken(child, monkeypatch):
    child.ask("echo", seconds=30, text="first")
    send = child._send

    def send_with_old_number(message, payload, deadline):
        send({**message, "id": 1}, payload, deadline)

    monkeypatch.setattr(child, "_send", send_with_old_number)
    with pytest.raises(ChildLostError):
        child.ask("echo", seconds=30, text="of another page")


def test_it_may_not_eat_memory(child):
    with pytest.raises(ChildRefusedError) as caught:
        child.ask("eat_memory", seconds=30)
    assert caught.value.error == "memory"


def test_it_may_not_compute_without_end(start):
    with pytest.raises(ChildLostError) as caught:
        start(cpu_seconds=1).ask("spin", seconds=60)
    assert caught.value.loss == "cpu"


def test_it_may_not_fill_the_disk(child, tmp_path):
    path = tmp_path / "written"
    said = child.ask("write", seconds=30, path=str(path)).result
    assert said == "File too large"
    assert path.stat().st_size == 0


def test_it_may_not_open_many_files(child):
    assert child.ask("open_many", seconds=30).result == "Too many open files"


@linux_only
def test_it_may_not_reach_the_network(child):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        said = child.ask("connect", seconds=30, port=listener.getsockname()[1]).result
    if said == "connected" and os.geteuid() != 0:
        pytest.skip("This kernel lets no ordinary user leave the network.")
    assert said == "OSError"  # Network is unreachable.


@linux_only
def test_it_knows_no_environment_no_open_files_and_no_django(start, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        found = start().ask("look_around", seconds=30).result
    # Python adds this one itself where there is no locale.
    assert set(found["environment"]) <= {"LC_CTYPE"}
    assert {name.partition(":")[0] for name in found["files"]} == {"/dev/null", "pipe"}
    assert not any(name.startswith(("django", "psycopg")) for name in found["modules"])
    assert found["core"] == [0, 0]
    assert "NoNewPrivs:\t1" in found["status"]


@linux_only
def test_it_tells_what_the_child_has_used(child):
    child.ask("echo", seconds=30)
    small = child.peak_memory
    assert small > 1_000_000
    child.ask("echo", seconds=30, payload=bytes(9_000_000))
    assert small + 8_000_000 < child.peak_memory < 200_000_000
    assert child.cpu_seconds > 0
