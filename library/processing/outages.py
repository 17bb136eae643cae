"""Errors that are not the document's fault, and pass without anybody touching it."""

import errno
from dataclasses import dataclass

from django.db import InterfaceError, OperationalError

# PostgreSQL counts a text that is too long for an index among operational errors
# (class 54, program limit exceeded). That one is the document's.
PROGRAM_LIMIT = "54"


@dataclass(frozen=True)
class Outage:
    """Something that a job needs and that is not there; `sentence` says what."""

    code: str
    sentence: str


DATABASE = Outage("database_unavailable", "The database did not answer.")
DISK_FULL = Outage("disk_full", "The server's disk is full.")
SERVICE = Outage("service_unavailable", "A service that is needed did not answer.")
STORAGE = Outage("storage_unavailable", "The storage of the files did not answer.")


def outage_behind(error: Exception) -> Outage | None:
    """What was missing when this error came; None when nothing was.

    The rule: whatever the operating system or the database's connection refuses is an
    outage. Everything else comes from the document or from the program.
    """
    if isinstance(error, InterfaceError):
        return DATABASE
    if isinstance(error, OperationalError):
        state = getattr(error.__cause__, "sqlstate", None) or ""
        return None if state.startswith(PROGRAM_LIMIT) else DATABASE
    if isinstance(error, ConnectionError | TimeoutError):
        return SERVICE
    if isinstance(error, OSError):
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        return DISK_FULL if full else STORAGE
    return None
