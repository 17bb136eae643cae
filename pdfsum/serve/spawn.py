"""Start a process that cannot outlive us, under another account where asked."""

import os
import pwd
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from pdfsum.lib.process import die_with_parent


@dataclass(frozen=True)
class Account:
    """An account that a server runs under when we are root."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True)
class Job:
    """What to start, and where. `death_signal` is sent when we die.

    The folder is entered before the account changes, so a server may work in a
    folder whose parents it cannot enter: it calls it `/proc/self/cwd`.
    """

    command: Sequence[str | Path]
    folder: Path
    environment: Mapping[str, str]
    account: Account | None = None
    death_signal: signal.Signals = signal.SIGTERM
    umask: int = 0o077


def spawn(
    job: Job,
    *,
    stdin: int = subprocess.DEVNULL,
    stdout: IO[bytes] | int | None = None,
    stderr: IO[bytes] | int | None = None,
) -> subprocess.Popen[bytes]:
    """Start the job in a session of its own, so Ctrl-C reaches the supervisor alone.

    Call it from the main thread: Linux sends the death signal when the *thread*
    that started the child ends.
    """
    account = job.account
    return subprocess.Popen(  # noqa: S603  no shell, commands of ours
        [str(part) for part in job.command],
        cwd=job.folder,
        env=dict(job.environment),
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        umask=job.umask,
        start_new_session=True,
        # Runs after the account has changed, which would clear the death signal.
        preexec_fn=partial(die_with_parent, job.death_signal, parent=os.getpid()),
    )


def choose_account(existing: Path) -> Account | None:
    """The account for a server whose folder this is; None unless we are root.

    PostgreSQL refuses to run as root. No account is ever added.
    """
    if os.geteuid() != 0:
        return None
    if existing.exists() and (owner := existing.stat()).st_uid != 0:
        return Account(str(owner.st_uid), owner.st_uid, owner.st_gid)
    for name in ("postgres", "nobody"):
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, found.pw_uid, found.pw_gid)
    return None


def server_environment() -> dict[str, str]:
    """The little that a server needs; our secrets are none of its business."""
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
