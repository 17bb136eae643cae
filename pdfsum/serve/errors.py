"""Why `serve` cannot start, in a sentence for the person at the terminal."""


class ServeError(Exception):
    """The message is shown as it stands, and the process exits with 1."""
