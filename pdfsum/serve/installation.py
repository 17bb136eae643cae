"""Programs that an unprivileged account can run, copied for it where it must be."""

import logging
import subprocess
import tempfile
from pathlib import Path

from pdfsum.serve.binaries import Binaries
from pdfsum.serve.errors import ServeError
from pdfsum.serve.folder import DataFolder
from pdfsum.serve.spawn import Account, server_environment

logger = logging.getLogger(__name__)


def make_runnable(
    binaries: Binaries, program: str, account: Account | None, folder: DataFolder
) -> tuple[Binaries, str]:
    """The binaries, or a copy of them that the account can run, and the version line.

    A clone under /root cannot be entered by the account, and no permission outside
    the data folder may change, so the copy goes to a fresh temporary folder.
    """
    try:
        return binaries, _version(binaries, program, account)
    except PermissionError:
        pass
    for parent in dict.fromkeys((tempfile.gettempdir(), "/tmp", "/var/tmp")):  # noqa: S108
        if not Path(parent).is_dir():
            continue
        home = folder.temporary(Path(parent))
        # The account must pass through, and nobody needs to list it.
        home.chmod(0o711)
        copy = binaries.copied_to(home)
        try:
            return copy, _version(copy, program, account)
        except PermissionError:  # A temporary folder it cannot enter, or noexec.
            continue
    name = account.name if account else "this user"
    raise ServeError(f"The account {name} can run programs in no temporary folder.")


def _version(binaries: Binaries, program: str, account: Account | None) -> str:
    done = subprocess.run(  # noqa: S603  found by find_spec, not typed
        [binaries.program(program), "--version"],
        cwd="/",
        env=server_environment(),
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        reason = done.stderr.decode(errors="replace").strip()
        raise ServeError(f"{program} does not run on this machine: {reason}")
    return done.stdout.decode(errors="replace").strip()
