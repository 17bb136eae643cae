"""Names of files that leave this program, made of what people wrote."""

import unicodedata

from pdfsum.lib.text import printable

# File systems take 255 bytes; room is left for a number.
LONGEST_NAME = 230

# What no name may hold on one system or another.
_FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "_"))
_RESERVED = {"CON", "PRN", "AUX", "NUL"} | {
    f"{device}{number}" for device in ("COM", "LPT") for number in range(1, 10)
}


def clean_name(name: str) -> str:
    """A name that every file system takes: no separators, no control characters."""
    text = unicodedata.normalize("NFC", name).translate(_FORBIDDEN)
    seen = printable(text).strip(" .")
    stem, dot, suffix = seen.rpartition(".")
    if not dot or len(suffix) > 10:
        stem, suffix = seen, ""
    if stem.partition(".")[0].rstrip().upper() in _RESERVED:
        stem = f"_{stem}"
    tail = f".{suffix}" if suffix else ""
    most = LONGEST_NAME - len(tail.encode())
    short = stem.encode()[:most].decode(errors="ignore").rstrip()
    return f"{short or 'file'}{tail}"
