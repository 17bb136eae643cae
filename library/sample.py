"""The PDF that an empty library offers to try the program with."""

from pathlib import Path
from typing import BinaryIO

from django.contrib.staticfiles import finders

_PATH = "sample/welcome-to-pdfsum.pdf"


def open_sample() -> tuple[str, BinaryIO]:
    """Its file name, and the file opened for reading."""
    found = finders.find(_PATH)
    if not isinstance(found, str):
        raise FileNotFoundError(_PATH)
    return Path(found).name, Path(found).open("rb")
