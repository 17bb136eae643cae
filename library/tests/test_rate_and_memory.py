"""What a run tells of its speed and of its memory."""

import subprocess
import sys

import pytest

from library.processing import rate as module
from library.processing.memory import PeakMemory
from library.processing.rate import Rate

MEGABYTE = 1024 * 1024


@pytest.fixture
def clock(monkeypatch):
    class Clock:
        now = 0.0

        def monotonic(self):
            return self.now

    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def test_the_rate_is_that_of_the_last_half_minute(clock):
    rate = Rate()
    known = []
    for second in range(121):  # A page a second, then one in ten.
        clock.now = second
        known.append(rate.after(second if second <= 60 else 60 + (second - 60) // 10))
    assert known[1] is None
    assert known[30] == 60.0
    assert known[120] == 6.0


def test_pages_that_were_known_before_do_not_count(clock):
    rate = Rate()
    rate.after(500)
    clock.now = 10.0
    assert rate.after(505) == 30.0


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_the_peak_holds_what_was_freed_and_what_children_took():
    memory = PeakMemory()
    before = memory.sample(at_least=0)
    bytearray(b"x" * 100 * MEGABYTE)
    own = memory.sample(at_least=0)
    assert own >= before + 90 * MEGABYTE
    program = "x = b'x' * (100 * 2**20); print(flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    child.stdout.readline()
    with_child = memory.sample(at_least=0)
    child.communicate(b"\n")
    assert with_child >= own + 100 * MEGABYTE
    assert memory.sample(at_least=0) >= with_child
