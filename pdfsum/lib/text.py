"""Text that people and programs send."""

from unicodedata import normalize

# One line without control characters, as a pattern of the API's values. PostgreSQL
# stores no NUL at all, and the others would forge lines of a log.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
# Not printed, but part of how Persian and Indian words are spelled.
JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Without control characters, and spelled as it was."""
    return "".join(c for c in text if c.isprintable() or c in JOINERS)


def tidy_name(name: str) -> str:
    """Without needless spaces and control characters; empty if nothing is to be seen.

    Letters and their accents are one character where Unicode has one, so that what
    looks the same is the same.
    """
    tidy = " ".join(filter(None, map(printable, normalize("NFC", name).split())))
    return tidy if tidy.strip(JOINERS) else ""
