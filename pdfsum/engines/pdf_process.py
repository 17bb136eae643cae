"""Starts the child that reads PDFs, and asks it with a time limit."""

import json
import os
import selectors
import struct
import subprocess
import sys
import time
from contextlib import suppress
from itertools import count
from pathlib import Path
from typing import IO, Any, cast

_ROOT = Path(__file__).resolve().parents[2]
# No page has this much text; only a child gone mad would announce more.
_LONGEST_REPLY = 64 * 1024**2


class ChildLostError(Exception):
    """The child crashed, hung or talked nonsense. It has been killed."""

    def __init__(self, *, timed_out: bool) -> None:
        super().__init__("timed out" if timed_out else "crashed")
        self.timed_out = timed_out


class ChildRefusedError(Exception):
    """The child is well and says why it cannot do it."""

    def __init__(self, error: str, detail: int) -> None:
        super().__init__(error)
        self.error = error
        self.detail = detail


class PdfProcess:
    """A plain subprocess: Celery's workers may not have multiprocessing children."""

    def __init__(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-s", "-m", "pdfsum.engines.pdf_child"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_ROOT,
            env={},
            close_fds=True,
        )
        # Popen types its pipes as optional; these two were asked for.
        self._requests = cast(IO[bytes], self._child.stdin)
        self._pipe = cast(IO[bytes], self._child.stdout)
        self._replies = self._pipe.fileno()
        self._ids = count(1)

    @property
    def pid(self) -> int:
        return self._child.pid

    def ask(self, action: str, *, seconds: float, **values: Any) -> Any:
        """The result. Raises ChildRefusedError, or ChildLostError after killing it."""
        request = next(self._ids)
        deadline = time.monotonic() + seconds
        body = json.dumps({"id": request, "do": action, **values}).encode()
        try:
            self._requests.write(struct.pack(">I", len(body)) + body)
            self._requests.flush()
            length = struct.unpack(">I", self._read(4, deadline))[0]
            if length > _LONGEST_REPLY:
                raise ValueError("The reply is too long.")
            reply = json.loads(self._read(length, deadline))
            if reply["id"] != request:
                raise ValueError("The reply answers another request.")
        except TimeoutError as exc:
            self.stop()
            raise ChildLostError(timed_out=True) from exc
        except (OSError, EOFError, ValueError) as exc:
            self.stop()
            raise ChildLostError(timed_out=False) from exc
        if "error" in reply:
            raise ChildRefusedError(reply["error"], reply["detail"])
        return reply["result"]

    def stop(self) -> None:
        """Kill it: it holds nothing worth saving. Safe to call twice."""
        self._child.kill()
        self._child.wait()
        self._pipe.close()
        # What was not yet sent has nobody to read it.
        with suppress(BrokenPipeError):
            self._requests.close()

    def _read(self, length: int, deadline: float) -> bytes:
        data = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self._replies, selectors.EVENT_READ)
            while len(data) < length:
                left = deadline - time.monotonic()
                if left <= 0 or not selector.select(left):
                    raise TimeoutError
                chunk = os.read(self._replies, length - len(data))
                if not chunk:
                    raise EOFError
                data += chunk
        return bytes(data)
