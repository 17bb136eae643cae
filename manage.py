"""Django's command line, with a plain sentence when the database is away."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pdfsum.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as exc:
        sys.exit(str(exc))
    except OperationalError as exc:
        if "--traceback" in sys.argv:
            raise
        sys.exit(
            f"The database does not answer: {str(exc).strip()}\n"
            "Start pdfsum with `make run`, or set DATABASE_URL to a running server."
        )


if __name__ == "__main__":
    main()
