"""Is the port free, and does the web server answer on it?"""

import http.client
import socket

from pdfsum.serve.errors import ServeError

_WILDCARDS = {"0.0.0.0": "127.0.0.1", "::": "::1", "": "127.0.0.1"}  # noqa: S104


def reachable_host(host: str) -> str:
    """The host under which this machine itself reaches a server bound to `host`."""
    return _WILDCARDS.get(host, host)


def refuse_used_port(host: str, port: int) -> None:
    """Raise ServeError when we could not listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        # As uvicorn does: connections of a server that just ended do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as exc:
            raise ServeError(
                f"Port {port} on {host} cannot be used ({exc.strerror}); "
                "free it, or choose another with PDFSUM_PORT."
            ) from exc


def answers(host: str, port: int) -> bool:
    """Whether the web server answers /health/live. Takes half a second at most."""
    connection = http.client.HTTPConnection(reachable_host(host), port, timeout=0.5)
    try:
        connection.request("GET", "/health/live", headers={"Host": "127.0.0.1"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
