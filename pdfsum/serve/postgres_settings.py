"""How the embedded PostgreSQL is tuned: one machine, shared with web and workers."""

import os

_MB = 1024 * 1024

_FIXED = {
    # No TCP port at all: who may connect is decided by the socket's folder.
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    # Web, worker and beat hold pools of 10 per process; the rest is for people.
    "max_connections": "100",
    "random_page_cost": "1.1",
    "work_mem": "16MB",
    "max_wal_size": "2GB",
    "wal_compression": "on",
    # Our queries are short; compiling them costs more than it gains.
    "jit": "off",
    # A kernel without huge pages only makes noise about them.
    "huge_pages": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # Error messages quote the rows they are about, and rows hold what people wrote.
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
}
# For tests, whose cluster is thrown away: a crash may lose everything.
_FLEETING = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}


def server_settings(*, socket_folder: str, durable: bool) -> list[str]:
    """Command line options for `postgres`. None of them is a secret."""
    settings = _FIXED | _by_memory() | {"unix_socket_directories": socket_folder}
    if not durable:
        settings |= _FLEETING
    return [option for pair in settings.items() for option in ("-c", "=".join(pair))]


def _by_memory() -> dict[str, str]:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    settings = {
        "shared_buffers": _megabytes(memory // 8, 64, 1024),
        "effective_cache_size": _megabytes(memory // 2, 256, 16384),
        # Building the vector index is quick only while its graph fits in here.
        "maintenance_work_mem": _megabytes(memory // 16, 64, 512),
    }
    if _shared_memory_is_small():
        settings["dynamic_shared_memory_type"] = "mmap"
    return settings


def _megabytes(size: int, least: int, most: int) -> str:
    return f"{min(max(size // _MB, least), most)}MB"


def _shared_memory_is_small() -> bool:
    """Containers give /dev/shm 64 MB, on which a parallel index build fails."""
    try:
        status = os.statvfs("/dev/shm")  # noqa: S108  only asked for its size
    except FileNotFoundError:
        return False
    return status.f_frsize * status.f_blocks < 1024 * _MB
