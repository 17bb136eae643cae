"""Text that people and programs send."""

from unicodedata import normalize

# One line without control characters, as a pattern of the API's values. PostgreSQL
# stores no NUL at all, and the others would forge lines of a log.
ONE_LINE = r"^[^\x00-\x1f\x7f]*$"
# Not printed, but part of how Persian and Indian words are spelled.
JOINERS = "\u200c\u200d"


def tidy_name(name: str) -> str:
    """Without needless spaces and control characters; empty if nothing is to be seen.

    Letters and their accents are one character where Unicode has one, so that what
    looks the same is the same.
    """
    kept = (
        c
        for c in normalize("NFC", name)
        if c.isspace() or c.isprintable() or c in JOINERS
    )
    tidy = " ".join("".join(kept).split())
    return tidy if tidy.strip(JOINERS) else ""
