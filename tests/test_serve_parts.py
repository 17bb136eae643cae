"""The small parts of `serve`, without a server."""

import os
import stat
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from pdfsum.lib.embedded import (
    Addresses,
    forget_addresses,
    read_addresses,
    write_addresses,
)
from pdfsum.lib.secret_key import get_or_create_secret_key
from pdfsum.serve.child import Child
from pdfsum.serve.errors import ServeError
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.leftovers import marked_environment, sweep
from pdfsum.serve.web_probe import reachable_host, refuse_used_port


def _addresses(pid):
    return Addresses(pid, "postgres://…", "unix://…", "http://127.0.0.1:8000")


def test_addresses_are_private_and_gone_when_forgotten(tmp_path):
    write_addresses(tmp_path, _addresses(os.getpid()))
    assert stat.S_IMODE((tmp_path / "serve.json").stat().st_mode) == 0o600
    assert read_addresses(tmp_path) == _addresses(os.getpid())
    forget_addresses(tmp_path)
    assert read_addresses(tmp_path) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"pid": 1}'])
def test_a_broken_address_file_counts_as_none(tmp_path, text):
    (tmp_path / "serve.json").write_text(text)
    assert read_addresses(tmp_path) is None


def test_addresses_of_a_killed_serve_count_as_none(tmp_path):
    process = subprocess.Popen(["/bin/true"])
    process.wait()
    write_addresses(tmp_path, _addresses(process.pid))
    assert read_addresses(tmp_path) is None


def test_one_secret_key_wins_a_race(tmp_path):
    found = []
    folder = tmp_path / "data"
    threads = [
        threading.Thread(target=lambda: found.append(get_or_create_secret_key(folder)))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1
    assert len(found[0]) >= 50
    assert [path.name for path in folder.iterdir()] == ["secret_key"]
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_data_folder_that_holds_only_our_things_is_closed(tmp_path):
    ours = tmp_path / "ours"
    (ours / "files").mkdir(parents=True)
    ours.chmod(0o755)
    DataFolder(ours)
    assert stat.S_IMODE(ours.stat().st_mode) == 0o700


def test_a_folder_with_other_things_keeps_its_mode(tmp_path):
    shared = tmp_path / "shared"
    (shared / "photos").mkdir(parents=True)
    shared.chmod(0o755)
    DataFolder(shared)
    assert stat.S_IMODE(shared.stat().st_mode) == 0o755


def test_temporary_folders_of_a_killed_run_are_removed(tmp_path):
    left = DataFolder(tmp_path / "data").temporary()
    (left / "file").write_text("x")
    elsewhere = tmp_path / "not-ours"
    elsewhere.mkdir()
    folder = DataFolder(tmp_path / "data")
    folder._note([left, elsewhere])
    folder.remove_temporary()
    assert not left.exists()
    assert elsewhere.exists()


def test_the_lock_is_free_again_after_a_kill(tmp_path):
    code = (
        "import sys, pathlib; from pdfsum.serve.folder import DataFolder;"
        "folder = DataFolder(pathlib.Path(sys.argv[1])); folder.lock();"
        "print('locked', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(tmp_path / "data")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout.readline() == b"locked\n"
    folder = DataFolder(tmp_path / "data")
    with pytest.raises(ServeError, match=f"process {holder.pid}"):
        folder.lock()
    holder.kill()
    holder.communicate()
    folder.lock()
    folder.unlock()


def test_a_log_that_grew_too_large_is_set_aside(tmp_path, monkeypatch):
    monkeypatch.setattr("pdfsum.serve.folder._LOG_BYTES", 10)
    folder = DataFolder(tmp_path / "data")
    for text in (b"first run, long\n", b"second run\n"):
        with folder.open_log("postgres.log") as log:
            log.write(text)
    logs = folder.path / "logs"
    assert (logs / "postgres.log").read_bytes() == b"second run\n"
    assert (logs / "postgres.log.1").read_bytes() == b"first run, long\n"


def test_the_sweep_ends_what_carries_the_mark_and_nothing_else(tmp_path):
    marked = os.environ | marked_environment(tmp_path)
    ours = subprocess.Popen(["/bin/sleep", "60"], env=marked)
    other = subprocess.Popen(
        ["/bin/sleep", "60"], env=os.environ | marked_environment(tmp_path / "b")
    )
    assert sweep(tmp_path) == 1
    assert ours.wait() == -15
    assert other.poll() is None
    other.kill()
    other.wait()


class _Failing:
    name = "The test"
    stop_signal = 15

    def __init__(self):
        self.starts = 0

    def start(self):
        self.starts += 1
        return subprocess.Popen(
            [sys.executable, "-c", "import sys; sys.exit(3)"], start_new_session=True
        )


def test_a_program_that_keeps_dying_is_restarted_ever_later(monkeypatch, caplog):
    now = 1000.0
    monkeypatch.setattr("pdfsum.serve.child.time.monotonic", lambda: now)
    child = Child(program := _Failing())
    child.start()
    for pause in (1, 2, 4, 8, 16, 30, 30):
        child.process.wait()
        child.tend()
        assert f"The test ended with exit code 3; back in {pause} s." in caplog.text
        caplog.clear()
        now += pause - 0.5
        child.tend()
        assert child.process is None
        now += 1
        child.tend()
        assert child.process is not None
    assert program.starts == 8
    child.process.wait()
    now += 61
    child.tend()
    assert "back in 1 s" in caplog.text


def test_a_program_that_cannot_start_is_tried_again(monkeypatch, caplog):
    child = Child(program := _Failing())
    child.start().wait()
    monkeypatch.setattr(program, "start", lambda: Path("/nowhere").read_bytes())
    child.tend()
    monkeypatch.setattr(child, "_restart_at", 0.0)
    child.tend()
    assert "could not be started (No such file or directory)" in caplog.text


@pytest.mark.parametrize(
    ("bound", "reached"),
    [("0.0.0.0", "127.0.0.1"), ("::", "::1"), ("192.0.2.1", "192.0.2.1")],  # noqa: S104
)
def test_a_wildcard_address_is_reached_locally(bound, reached):
    assert reachable_host(bound) == reached


def test_an_address_of_another_machine_is_a_sentence():
    with pytest.raises(ServeError, match="PDFSUM_PORT"):
        refuse_used_port("192.0.2.1", 8000)
