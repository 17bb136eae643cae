"""Run a real `manage.py serve` in a test, and look at its processes."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
MARKER = "PDFSUM_SERVED_FROM"
# Settings of the run that tests are part of, which must not leak into the child.
_FOREIGN = ("DATABASE_URL", "REDIS_URL", "SECRET_KEY", "APP_URL", "DEBUG")


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Serve:
    """One `serve` on a data folder; may be started again after it ended."""

    def __init__(self, folder, port=None, settings=None):
        self.data = folder / "data"
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        self.port = port or free_port()
        self.settings = settings or {}
        self.log_path = folder / "serve.log"
        self.process = None

    def environment(self):
        kept = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
        return kept | {
            "HOME": str(self.home),
            "PDFSUM_DATA_DIR": str(self.data),
            "PDFSUM_PORT": str(self.port),
            **self.settings,
        }

    def launch(self):
        with self.log_path.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "serve"],
                cwd=PROJECT,
                env=self.environment(),
                stdout=log,
                stderr=log,
            )
        return self

    def start(self, seconds=180):
        """Launch and wait until it is ready. Returns how long that took, seconds."""
        began = time.monotonic()
        lines = self.log.count("pdfsum is ready at")
        self.launch()
        self.wait_for(lambda: self.log.count("pdfsum is ready at") > lines, seconds)
        assert self.answers()
        return time.monotonic() - began

    def stop(self, number=signal.SIGTERM):
        """Returns the exit code and how long the end took, seconds."""
        began = time.monotonic()
        if self.process and self.process.poll() is None:
            self.process.send_signal(number)
            self.process.wait(timeout=30)
        return self.process.returncode, time.monotonic() - began

    def refusal(self):
        """The whole output of a start that is refused, and its exit code."""
        done = subprocess.run(
            [sys.executable, "manage.py", "serve"],
            cwd=PROJECT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        return done.stdout + done.stderr, done.returncode

    def manage(self, *arguments):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=PROJECT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def answers(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/health/live")
            return connection.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait_for(self, condition, seconds=30):
        deadline = time.monotonic() + seconds
        while not condition():
            ended = self.process is not None and self.process.poll() is not None
            assert not ended, f"serve ended:\n{self.log}"
            assert time.monotonic() < deadline, f"waited in vain:\n{self.log}"
            time.sleep(0.05)

    @property
    def log(self):
        return self.log_path.read_text() if self.log_path.exists() else ""

    def pid_of(self, needle):
        """The oldest process of this `serve` whose command line holds the needle."""
        found = [pid for pid, command in self.processes() if needle in command]
        return min(found) if found else None

    def processes(self):
        """(pid, command) of all that this `serve` started, however deep."""
        cluster = self.data / "postgres" / "cluster"
        marker = f"{MARKER}={self.data}".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if not entry.name.isdecimal():
                continue
            with contextlib.suppress(OSError):
                command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                here = (entry / "cwd").resolve()
                mine = marker in (entry / "environ").read_bytes().split(b"\0")
                if mine or here in (cluster, self.data / "valkey"):
                    found.append((int(entry.name), command))
        return found

    def listening_ports(self):
        """TCP ports that any of its processes listens on, both families."""
        inodes = {}
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            for line in Path(table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A":
                    inodes[f"socket:[{fields[9]}]"] = int(fields[1].split(":")[1], 16)
        ports = set()
        for pid, _command in self.processes():
            with contextlib.suppress(OSError):
                for link in Path(f"/proc/{pid}/fd").iterdir():
                    with contextlib.suppress(OSError):
                        ports.add(inodes.get(str(link.readlink())))
        return ports - {None}


def tell(what, seconds):
    """Show a time with `pytest -s`, and in the report of a test that failed."""
    sys.stdout.write(f"\n{what}: {seconds:.1f} s\n")


def password_in(text):
    return re.search(r"postgres://pdfsum:[^@]+@|requirepass|unix://:[^@]+@", text)
