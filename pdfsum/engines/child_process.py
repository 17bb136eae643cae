"""Starts a child that does dangerous work, and asks it with a time limit.

The other end is `child_server`. A message is twelve bytes of lengths, JSON, and a raw
payload. See docs/isolation.md for what a child may.
"""

import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO, Any, Literal, NamedTuple, cast

from pdfsum.engines.child_server import HEADER, Limits

# With -m it would be another module than the one its actions import.
_START = "from pdfsum.engines.child_server import main; main()"
_ROOT = Path(__file__).resolve().parents[2]
# No page has this much text; only a child gone mad would announce more.
_LONGEST_RESULT = 64 * 1024**2
# A pipe of Linux holds 64 kB; more at a time saves calls.
_BLOCK = 1024**2
# Seconds between looks at what a busy child uses.
_MEASURED_EVERY = 0.2
_HIGH_WATER = re.compile(r"^VmHWM:\s+(\d+) kB", re.MULTILINE)
# What an allocator that gets no more memory ends its process with.
_GAVE_UP = {-signal.SIGABRT, -signal.SIGTRAP, -signal.SIGILL}

Loss = Literal["time", "cpu", "memory", "crash"]


class ChildLostError(Exception):
    """The child hung, crashed or talked nonsense. It has been killed.

    `loss` is "memory" where the child ended itself as allocators do: a likely guess.
    """

    def __init__(self, loss: Loss) -> None:
        super().__init__(loss)
        self.loss = loss
        self.timed_out = loss == "time"


class ChildRefusedError(Exception):
    """The child is well and says why it cannot do it.

    "memory" came up in Python; "exception" is a fault of ours, `detail` says where.
    """

    def __init__(self, error: str, detail: Any) -> None:
        super().__init__(f"{error} ({detail})")
        self.error = error
        self.detail = detail


class _BrokenError(Exception):
    """The child has ended, or what it sent is no reply."""


class Reply(NamedTuple):
    result: Any
    payload: bytes


class ChildProcess:
    """A plain subprocess that serves the `actions()` of a module.

    Celery's workers may not have children of multiprocessing. Not for two threads at
    once; Linux kills the child when the thread that made it ends.
    """

    def __init__(
        self, module: str, limits: Limits, *, largest_payload: int = 0
    ) -> None:
        """`largest_payload` bounds the bytes of a reply."""
        self._largest_payload = largest_payload
        self._ids = count(1)
        self.peak_memory = 0
        self.cpu_seconds = 0.0
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-s", "-c", _START, module, limits.as_argument()],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={},
            close_fds=True,
            bufsize=0,
        )
        # Popen types its pipes as optional; these two were asked for.
        self._requests = cast(IO[bytes], self._child.stdin)
        self._replies = cast(IO[bytes], self._child.stdout)
        for pipe in (self._requests, self._replies):
            os.set_blocking(pipe.fileno(), False)

    @property
    def pid(self) -> int:
        return self._child.pid

    def ask(
        self,
        action: str,
        *,
        seconds: float,
        payload: bytes = b"",
        into: Callable[[bytes], object] | None = None,
        **values: Any,
    ) -> Reply:
        """Raises ChildRefusedError, or ChildLostError after killing the child.

        `payload` reaches the action as its argument of that name; `into` takes the
        parts of an answer that comes as a stream. Afterwards
        `peak_memory` is what the child has held at most, in bytes, and `cpu_seconds`
        what it has used; both stay 0 where there is no /proc.
        """
        if self._child.returncode is not None:
            raise ChildLostError("crash")
        request = next(self._ids)
        deadline = time.monotonic() + seconds
        try:
            self._send({"id": request, "do": action, **values}, payload, deadline)
            reply, received = self._receive(request, deadline)
            while into and "part" in reply:
                into(received)
                reply, received = self._receive(request, deadline)
            self._measure()
        except TimeoutError as exc:
            self.stop()
            raise ChildLostError("time") from exc
        except _BrokenError as exc:
            raise ChildLostError(self._loss()) from exc
        except BaseException:
            # Its reply would stand in the pipe before the next one's.
            self.stop()
            raise
        if "error" in reply:
            raise ChildRefusedError(reply["error"], reply.get("detail"))
        return Reply(reply.get("result"), received)

    def stop(self) -> None:
        """Kill it: it holds nothing worth saving. Safe to call twice."""
        if self._child.returncode is None:
            self._measure()
            self._child.kill()
            self._child.wait()
        self._replies.close()
        # What was not yet sent has nobody to read it.
        with suppress(BrokenPipeError):
            self._requests.close()

    def _send(self, message: dict[str, Any], payload: bytes, deadline: float) -> None:
        body = json.dumps(message).encode()
        self._write(HEADER.pack(len(body), len(payload)) + body, deadline)
        self._write(payload, deadline)

    def _receive(self, request: int, deadline: float) -> tuple[Any, bytes]:
        length, payload_length = HEADER.unpack(self._read(HEADER.size, deadline))
        if length > _LONGEST_RESULT or payload_length > self._largest_payload:
            raise _BrokenError("The reply is too long.")
        body = self._read(length, deadline)
        payload = self._read(payload_length, deadline)
        try:
            reply = json.loads(body)
        except (ValueError, RecursionError) as exc:
            raise _BrokenError("The reply is no JSON.") from exc
        if not isinstance(reply, dict) or reply.get("id") != request:
            raise _BrokenError("The reply answers another request.")
        return reply, payload

    def _write(self, data: bytes, deadline: float) -> None:
        left = memoryview(data)
        with _waiting(self._requests, selectors.EVENT_WRITE) as selector:
            while left:
                self._wait(selector, deadline)
                try:
                    written = os.write(self._requests.fileno(), left[:_BLOCK])
                except OSError as exc:
                    raise _BrokenError("The child reads no more.") from exc
                left = left[written:]

    def _read(self, length: int, deadline: float) -> bytes:
        chunks = []
        with _waiting(self._replies, selectors.EVENT_READ) as selector:
            while length:
                self._wait(selector, deadline)
                chunk = os.read(self._replies.fileno(), min(length, _BLOCK))
                if not chunk:
                    raise _BrokenError("The child has ended.")
                length -= len(chunk)
                chunks.append(chunk)
        return b"".join(chunks)

    def _wait(self, selector: selectors.BaseSelector, deadline: float) -> None:
        while (left := deadline - time.monotonic()) > 0:
            if selector.select(min(left, _MEASURED_EVERY)):
                return
            # Of a child that crashes, nobody could tell any more.
            self._measure()
        raise TimeoutError

    def _loss(self) -> Loss:
        """What ended the child, or what it did when it went on: nonsense."""
        # A process that is ending closes its pipes before it can be waited for.
        with suppress(subprocess.TimeoutExpired):
            self._child.wait(1)
        code = self._child.returncode
        self.stop()
        if code == -signal.SIGXCPU:
            return "cpu"
        return "memory" if code in _GAVE_UP else "crash"

    def _measure(self) -> None:
        folder = Path("/proc") / str(self.pid)
        # Not of `resource`: its figure of a child begins with the parent's.
        with suppress(OSError):
            if found := _HIGH_WATER.search((folder / "status").read_text()):
                self.peak_memory = int(found[1]) * 1024
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
            ticks = int(fields[11]) + int(fields[12])
            self.cpu_seconds = ticks / os.sysconf("SC_CLK_TCK")


def _waiting(pipe: IO[bytes], event: int) -> selectors.BaseSelector:
    selector = selectors.DefaultSelector()
    selector.register(pipe, event)
    return selector
