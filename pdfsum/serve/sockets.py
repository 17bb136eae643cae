"""Where a server's Unix socket lies."""

import os
from pathlib import Path

from pdfsum.serve.folder import DataFolder
from pdfsum.serve.spawn import Account

# sockaddr_un holds 104 bytes on macOS and 108 on Linux, with the final zero byte.
_PATH_BYTES = 100


def choose_socket_folder(
    data: DataFolder, home: Path, name: str, account: Account | None
) -> Path:
    """The server's own folder, or a fresh private one where the path grows too long."""
    if len(os.fsencode(home / name)) <= _PATH_BYTES:
        return home
    # Not TMPDIR, which may be long as well, or closed to the account.
    folder = data.temporary(Path("/tmp"))  # noqa: S108  a fresh folder in it, 0700
    if account:
        os.chown(folder, account.uid, account.gid)
    return folder
