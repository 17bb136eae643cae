"""`python -m pdfsum.healthcheck web|beats`: for containers, in 0.1 s, without Django.

`web` asks this container's own server whether its parts answer. `beats` looks at when
the worker or the scheduler of this container last gave a sign of life.
"""

import http.client
import os
import sys
import time
from pathlib import Path

# Workers give one every ten seconds, the scheduler with each task that it sends.
SILENCE_SECONDS = 60.0
_TIMEOUT = 4.0


def web(port: int) -> str:
    """Empty when all is well, else what is wrong."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_TIMEOUT)
    try:
        connection.request("GET", "/health/ready")
        response = connection.getresponse()
        said = response.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as exc:
        return f"The web server does not answer: {exc}"
    finally:
        connection.close()
    return "" if response.status == http.client.OK else said


def beats(path: Path) -> str:
    """Empty when the sign of life is fresh, else how old it is."""
    try:
        age = time.time() - path.stat().st_mtime
    except OSError:
        return f"There was no sign of life yet ({path})."
    fresh = age < SILENCE_SECONDS
    return "" if fresh else f"The last sign of life is {age:.0f} s old."


def main(arguments: list[str]) -> int:
    if arguments == ["web"]:
        wrong = web(int(os.environ.get("PDFSUM_PORT") or 8000))
    elif arguments == ["beats"]:
        wrong = beats(Path(os.environ.get("PDFSUM_SIGN_OF_LIFE") or "/tmp/alive"))  # noqa: S108
    else:
        wrong = "Say web or beats."
    if wrong:
        sys.stderr.write(f"{wrong}\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
