"""Cursors of ranked lists. Scores have no stable order to seek in; positions do."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

from pdfsum.lib.errors import InvalidCursorError

_PREFIX = "hits:"


def encode_offset(offset: int) -> str:
    return urlsafe_b64encode(f"{_PREFIX}{offset}".encode()).decode()


def decode_offset(cursor: str | None) -> int:
    """Raise `InvalidCursorError` for what `encode_offset` never made."""
    if not cursor:
        return 0
    try:
        prefix, _, number = urlsafe_b64decode(cursor).decode().partition(":")
    except ValueError as exc:
        raise InvalidCursorError from exc
    if f"{prefix}:" != _PREFIX or not number.isascii() or not number.isdigit():
        raise InvalidCursorError
    return min(int(number[:9]), 10**6)
